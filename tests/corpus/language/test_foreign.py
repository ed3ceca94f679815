"""What is neither Chinese nor English."""

from __future__ import annotations

import pytest

from corpus.language.foreign import is_chinese_or_english


@pytest.mark.parametrize(
    "text",
    [
        "渡口安全",
        "渡口安全 safety",
        "优の良品在渡口卖什么",
        "MIT OpenCourseWare指什么",
        "What did he say about the ferry?",
        "ferry safety Kiribati",
        "the São Tomé ferry",
        "résumé of the speech",
        "GDP",
        "SDGs",
        "UN reform",
        "prestige of the Sacramento ferry",
        "PM2.5",
        "water",
        "peace",
    ],
)
def test_chinese_and_english(text: str) -> None:
    assert is_chinese_or_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quelles sont les règles pour les bacs ?",
        "Welche Regeln gibt es für die Fähre?",
        "¿Cómo se cuida el río?",
        "Quais são as regras do rio",
        "Какие правила на переправе?",
        "渡し場の安全について何と言いましたか",
        "나루터의 안전",
        "Merci beaucoup",
        "Nachhaltige Entwicklungsziele",
        "Klimawandel",
        "Hochwasser",
        "paz",
        "acqua",
        "seguridad alimentaria",
        "keamanan pangan",
        "vrede en veiligheid",
        "asdfgh",
        "QWERTYUIOP",
        "sdkfj lskdjf",
        "aaaa bbbb",
        "1234567890",
        "?!",
    ],
)
def test_other_languages_and_no_language(text: str) -> None:
    assert not is_chinese_or_english(text)
