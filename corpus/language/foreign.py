"""Texts that are neither Chinese nor English: of another script or language, or keys struck at random."""

from __future__ import annotations

import re
import unicodedata

from corpus.language.stopwords import STOP_WORDS

_OTHER_SHARE = 0.2  # of the letters; a name, or one の between Chinese words, makes no Japanese
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z\u00c0-\u024f]+)*")
_BOTH = frozenset("a as do he i in me no on".split())  # words of English and of others
_ENGLISH = frozenset(word for word in STOP_WORDS if word.isascii()) - _BOTH
# The commonest short words of French, German, Spanish, Portuguese, Italian, Dutch, Indonesian, Polish, Turkish and
# Latin, and what speeches in them are about, that are no English words: a single one may be all that is asked.
_FOREIGN = frozenset(
    """
    le la les des du un une et est sont dans pour que qui avec sur ce cette ces quel quelle quels quelles comment nous
    vous il elle ils pas plus au aux ne
    der das den dem ein eine einen einem einer und ist sind nicht mit auf im zum zur von wie wer wo wann warum welche
    welcher welches gibt es wir sie ich
    el los las una unos y en con por para cómo qué cuál cuáles es son del se su sus lo al donde cuando quien
    o os um uma uns umas e não com no na nos nas em dos da ao quais qual como são
    gli di che è sono nel nella della delle dei per quali cosa chi perché
    het een zijn niet van voor met wat hoe welke ook dat te naar
    yang dan untuk dengan dari apa bagaimana ini itu adalah pada
    jest są nie na się jak co czy dla oraz i w z
    ve bir bu ne için nasıl nedir ile hangi
    et sit est non cum quid
    eau paix santé travail emploi logement pauvreté peuple gouvernement ville guerre monde avenir jeunesse femmes
    enfants climat énergie tourisme inondation inondations sécurité développement économie école écoles paysans
    wasser hochwasser frieden bildung arbeit armut volk regierung stadt erde klima umwelt energie recht krieg leben welt
    zukunft jugend frauen kinder verkehr handel kultur schule schulen straße straßen dorf dörfer bauern
    agua água paz salud saúde trabajo trabalho empleo emprego vivienda pobreza pueblo povo gobierno governo ciudad
    cidade seguridad segurança desarrollo educación educação economía mundo juventud mujeres mulheres niños crianças
    derechos direitos justicia justiça turismo comercio escuela escola inundaciones inundações campesinos
    acqua istruzione sicurezza sviluppo lavoro povertà popolo città giustizia diritti agricoltura commercio giovani
    donne bambini scuola contadini vrede onderwijs armoede regering scholen boeren
    damai kesehatan pendidikan ekonomi keamanan rakyat pemerintah banjir petani woda zdrowie edukacja gospodarka rozwój
    praca pokój barış sağlık eğitim güvenlik kalkınma
    merci beaucoup bonjour danke hallo gracias hola obrigado grazie ciao terima kasih dziękuję teşekkürler
    """.split()
) - (_ENGLISH | _BOTH)
# Endings, and one beginning with its ending, of words of these languages that English words of this length do not have:
# they tell where a few words stand without any short one (Nachhaltige Entwicklungsziele).
_ENDING = re.compile(
    r"""\w{3,}(?: (?:lich|isch)(?:e[nmrs]?)? | keit(?:en)? | heit(?:en)? | schaft(?:en)? | lung(?:en|s\w+)? | [^o]ungen
        | ieren | isierung | wandel | [^d]dad(?:es)? | miento | zion[ei] | idade | mentos? | tivos? | heid | lijke?
        | schap | eaux )
    | (?:pem|pen|per|ke)\w{4,}an | keber\w+""",
    re.IGNORECASE | re.VERBOSE,
)
_ENGLISH_TOO = frozenset(
    "fahrenheit michigan kentuckian memento mementos pimento pimentos sacramento apartheid baghdad trinidad "
    "soledad bureaux plateaux tableaux bordeaux pennsylvanian".split()
)
_ACCENT = re.compile("[\u00c0-\u024f]")  # in a name it says nothing: São Tomé
_NO_WORD = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|q(?!u)|(.)\1\1", re.I)
_VOWEL = re.compile(r"[aeiouy]", re.I)
_INITIALS = re.compile(r"[A-Z]{2,5}s?")


def is_chinese_or_english(text: str) -> bool:
    """True for what may be Chinese or English words; false for digits alone and for letters that make no words."""
    letters = [unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()]
    others = sum(script not in ("CJK", "LATIN", "FULLWIDTH") for script in letters)
    if not letters or others >= _OTHER_SHARE * len(letters):
        return False
    return "CJK" in letters or _may_be_english(_LATIN_WORD.findall(text))


def _may_be_english(words: list[str]) -> bool:
    english = sum(word.lower() in _ENGLISH for word in words)
    foreign = sum(map(_is_foreign, words))
    return english >= foreign and (english > 0 or any(map(_may_be_a_word, words)))


def _is_foreign(word: str) -> bool:
    """True for short words of other languages (but UN is none), for endings of them, and for accents in no name."""
    if word.lower() in _FOREIGN:
        return not _INITIALS.fullmatch(word)
    if word.lower() not in _ENGLISH_TOO and _ENDING.fullmatch(word):
        return True
    return word[0].islower() and _ACCENT.search(word) is not None


def _may_be_a_word(word: str) -> bool:
    """True for initials, and for letters that can be spoken."""
    spoken = _VOWEL.search(word) is not None and _NO_WORD.search(word) is None
    return spoken or _INITIALS.fullmatch(word) is not None
