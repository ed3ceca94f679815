"""The corpus as a library, in two halves.

Shown: `listing` (the speeches as a table), `reports` (how files were read), `statistics`, `themes` with `keywords`,
`proposals` (what may be versions of one speech), `lexicon` with `new_words` (words for the dictionary).
Changed: `changes` (everything by which people change the corpus), kept in `edit_log`, files in `uploads`.
"""
