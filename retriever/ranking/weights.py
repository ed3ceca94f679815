"""Every constant of ranking, with its reason.

Measured by `python -m benchmarks.golden`, `benchmarks.quality` and `benchmarks.ablation`; docs/retrieval.md has the
figures. The benchmarks vary a constant by replacing it here, so the other modules read them as `weights.NAME`.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.encoder import Scale, Scales
from indexer.search.protocol import Boosts

# --- the model ---------------------------------------------------------------------------------------------------

OFFLINE: Scales = {
    ("answers", "zh"): Scale(together=0.9036, apart=0.8269, spread=0.0179),
    ("answers", "en"): Scale(together=0.8539, apart=0.7432, spread=0.0272),
    ("rewordings", "zh"): Scale(together=0.9568, apart=0.8742, spread=0.0179),
    ("rewordings", "en"): Scale(together=0.9322, apart=0.7832, spread=0.0257),
}
"""The scales of the offline model, as `indexer.encoder.measured_scales` gives them."""
FITTED: Scales = {**OFFLINE, ("answers", "en"): OFFLINE["answers", "zh"]}
"""The scales on which constants here and in `retriever.paragraph` are cosines; those of any model and language are
brought to them (`ranking.model_scale`). CLOSE_* was fitted to Chinese questions."""
TOLD_APART = 2.0
"""Standard deviations by which a model has to put reference texts that belong together above others: a model that does
less, as one for English does in Chinese, says nothing by its cosines."""

# --- candidates --------------------------------------------------------------------------------------------------

CANDIDATES = 100
"""Passages from each side (meaning, keywords); more found nothing more."""
SPEECHES = 200
"""Speeches whose BM25 as a whole is looked at."""
SPEECHES_STANDING_OUT = 12
"""Speeches whose BM25 as a whole says something: what the next one has as well tells none from the other, for in many
libraries all speeches are alike as wholes."""
BOOSTS = Boosts(words=1.0, pairs=0.6, head_words=0.3, head_pairs=0.2)
"""Words beside pairs of characters, and both in the title and headings: words alone lose to words and pairs."""

# --- fusion ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Shares of the evidence in a fused score: the cosine, the passage's BM25, the BM25 of its whole speech."""

    meaning: float = 0.63
    keyword: float = 0.37
    speech: float = 0.1


FUSION = FusionWeights()
FLOOR_DEVIATIONS = 3.0
"""Standard deviations below the mean of a question's cosines where a cosine says nothing."""
BELIEVED_HALF = 10
"""Passages in a language from which half of their mean is believed: a few may well be the ones that answer."""
VOTERS = 5
"""Passages from the top of the keyword side whose coverage of the question decides how much that side has to say."""
NO_VOTE, FULL_VOTE = 0.2, 0.45
"""Coverage that chance gives, and coverage from which keywords count in full; in between, in proportion."""
LOOKED_CLOSER = 20
"""Candidates whose best sentence is looked at."""
BEST_SENTENCE = 1.6
"""Weight of the best sentence beside all other evidence, which counts 1."""

# --- which candidates are listed ---------------------------------------------------------------------------------

FOUND = 0.5
"""Share of the best score from which a candidate counts as found."""
IN_ANY_CASE = 20
"""Candidates from the top that are listed whatever their score."""
ANSWERS = 0.8
"""Share of the best score from which a passage answers, where the oldest or the newest answer is asked for."""
ANSWERS_FROM = 0.5
"""Share of the way from the score of chance to the best from which a passage answers; what lies below is less close."""
HOLDS_FROM = 0.5
"""Share of the most that a passage holds of the question from which one answers that scores less than that. Both are
chosen on tuning halves: most of what is shown answers, at no more than 3% of recall@10 lost."""
HEAD_PASSAGES = 2
"""Passages from the beginning of a speech that may be nothing but its head: the title, then the greeting."""
HOLDING_ALONE = 10
"""Findings with the very wording, a page of them, from which an order by date lists nothing else."""
READ_AGAIN = 20
"""Groups from the top that a reranker reads: each costs a pass through the model."""
NEIGHBOURS = 2
"""Passages before and behind a hit that is shown in its context."""

# --- passages that say the same ----------------------------------------------------------------------------------

SAME, SAME_DRAFT = 0.8, 0.4
"""Likeness from which passages say the same: of different speeches; of drafts of one, where a reworded paragraph is
still the same paragraph."""
SIGNATURE_SLACK = 0.2
"""An estimate of likeness by MinHash can be this much too low; above it the likeness itself is computed."""

# --- the decisive sentence ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """A conditional logit over the sentences of a passage, fitted to questions with known answers.

    `meaning` is for cosines in standard deviations of the corpus, whatever the model; `before` and `after` for the
    words of the neighbouring sentences, `continues` for those of the one before where a sentence points back to it;
    `kind` for the kind of answer that a question calls for (how many: a number); `defines` for saying what a thing is
    that the question asks the meaning of.
    """

    words: float = 6.0
    pairs: float = 3.8
    meaning: float = 1.8
    before: float = 1.2
    after: float = 0.3
    kind: float = 1.4
    continues: float = 1.0
    defines: float = 4.0


SENTENCE = SentenceWeights()
USUAL_DEVIATION, DEVIATION_BELIEVED_HALF = 0.0155, 30
"""The standard deviation of the cosines of a question, and the passages from which half of the corpus's own is
believed: with a few it is chance."""
ABOVE = 0.1
"""Weight of a term that the title or the headings hold: it hardly tells one sentence of the passage from another."""
SHORTEST_SENTENCE = 12
"""Characters from which a piece of text can be a sentence that answers."""
HOW_MANY, WHEN, WHO, WHY, WHICH, HOW = 1.1, 0.75, 0.8, 0.5, 1.6, 0.6
"""Weight of a sentence of the kind that the question calls for, by the question's word."""
WORDS_BESIDE = 1.0
"""Weight of words beside meaning (1) where the best sentence speaks for its passage."""
KIND_BESIDE, MOST_KIND = 0.1, 1.5
"""Weight of the kind there, and the most that it can come to."""
STEPS_BACK = 2
"""Sentences that point back to the one before are followed as far as this."""
FRAGMENT = 12
"""Characters below which a piece of text says nothing by itself and is read with the sentence before it."""

# --- closeness ---------------------------------------------------------------------------------------------------

LOOKED_AT = 5
"""Passages from the top whose words and sentences decide whether anything comes close."""
CLOSE_COSINE, CLOSE_COVERED, CLOSE_CONSTANT = 167.5, 15.8, -153.0
"""A logistic model of the best sentence's cosine and of the share of the question that the best passages hold, fitted
to questions whose answers were in the corpus or had been taken out of it."""
CHANCE = 0.25
"""A share that chance gives: less than that says no more against a passage, for people put things differently."""
CLOSE_COVERED_ALONE, CLOSE_CONSTANT_ALONE = 14.0, -4.3
STANDS_OUT = 2.7
"""Standard deviations above the mean cosine from which a passage in another language is close: between two languages no
words are shared and cosines are lower."""
