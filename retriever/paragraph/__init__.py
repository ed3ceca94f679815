"""A paragraph that a language model writes from passages: what it is given, and which of its sentences are borne out.

Nothing here calls a model, and no sentence of one is believed: each is compared with the passages that it names.
"""
