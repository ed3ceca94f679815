"""The outline of a speech: which paragraphs are or begin with headings, and the heading path of every place.

Headings are paragraphs that begin with a marker: 一、 （一） 1. (1) 第一章 第一， 一是 一要 首先 I. First,
The counted words (第一， 一是 一要 首先 First) begin ordinary sentences too, so they count only in a sequence of two or
more. Such sequences also run on inside a paragraph; its items are then part of the heading path there.

Kinds of markers nest in the order in which they appear: a kind that is open is continued and closes what is below it,
a new kind goes one level deeper (but 一、 and chapters never below 1. and the like).
"""

from corpus.text.paragraphs import Paragraph, outline
from corpus.text.sequences import RunIn

__all__ = ["Paragraph", "RunIn", "outline"]
