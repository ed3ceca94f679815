"""Command lines: what is wrong with the options, and the help, in the reader's language."""

from __future__ import annotations

import click
import pytest

from corpus.command_line import (
    DECIMAL,
    WHOLE,
    Choice,
    Group,
    SeveralValues,
    exit_code,
    not_together,
    sentence_of,
)
from corpus.messages import LANGUAGES, messages, say

LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}
TEXTS = {
    "command.ferries": "Ferries.",
    "command.ferry": "cross a river",
    "option.ferry.river": "the river to cross",
    **{
        f"option.{name}": name
        for name in ("boats", "metres", "between", "crew", "full", "day", "night", "signal", "towns")
    },
}

BANK = {
    "en": "the bank to land at, of which there are two and no more than these two, whatever the river",
    "zh": "渡船要靠的岸，只有东西两岸可选，不论渡的是哪一条江河，两岸的渡口都在同一处。",
}

ferries = Group("ferries")


@ferries.command("ferry")
@click.argument("river")
@click.argument("towns", nargs=-1)
@click.option("--boats", type=WHOLE, default=2, metavar="N")
@click.option("--metres", type=DECIMAL)
@click.option("--bank", type=Choice(("east", "west")))
@click.option("--between", nargs=2)
@click.option("--crew", cls=SeveralValues, multiple=True)
@click.option("--full", is_flag=True)
@click.option("--day", is_flag=True)
@click.option("--night", is_flag=True)
@click.option("--signal", is_flag=False, flag_value="horn", type=Choice(("horn", "lamp")))
def ferry(**options: object) -> int:
    """A command with an option of each kind."""
    not_together("day", "night")
    return 3 if options["full"] else 0


@pytest.fixture(autouse=True)
def _texts(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in LANGUAGES:
        for code, text in TEXTS.items():
            monkeypatch.setitem(messages(language), code, text)
        monkeypatch.setitem(messages(language), "option.ferry.bank", BANK[language])


def said(arguments: list[str], capsys: pytest.CaptureFixture[str], usage: str = "usage") -> str:
    """The last line on stderr after wrong usage."""
    assert exit_code(ferries, "ferries", arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(usage)
    return shown.err.splitlines()[-1]


def read(arguments: list[str]) -> dict[str, object]:
    """What the command ferry is given for `arguments`."""
    return ferry.make_context("ferry", arguments).params


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "code", "particulars"),
    [
        ([], "option_missing", {"names": "COMMAND"}),
        (["tram"], "command_unknown", {"given": "'tram'"}),
        (["--fleet", "ferry"], "option_unknown", {"given": "--fleet"}),
        (["ferry"], "option_missing", {"names": "river"}),
        (["ferry", "Min", "--speed"], "option_unknown", {"given": "--speed"}),
        (["ferry", "Min", "--b", "3"], "option_ambiguous", {"given": "--b"}),
        (["ferry", "Min", "--boats"], "option_no_value", {"name": "--boats"}),
        (["ferry", "Min", "--boats", "--full"], "option_no_value", {"name": "--boats"}),
        (["ferry", "Min", "--crew"], "option_no_value", {"name": "--crew"}),
        (["ferry", "Min", "--between", "a"], "option_values", {"name": "--between", "count": 2}),
        (["ferry", "Min", "--full=yes"], "option_takes_none", {"name": "--full", "given": "'yes'"}),
        (["ferry", "Min", "--boats", "两条"], "option_not_whole", {"name": "--boats", "given": "'两条'"}),
        (["ferry", "Min", "--metres", "x (y): z"], "option_not_number", {"name": "--metres", "given": "'x (y): z'"}),
        (["ferry", "Min", "--bank", "北"], "option_choice", {"name": "--bank", "given": "'北'"}),
        (["ferry", "Min", "--day", "--night"], "option_apart", {"name": "--night", "other": "--day"}),
    ],
)
def test_wrong_usage_is_told_in_the_readers_language(
    language: str,
    arguments: list[str],
    code: str,
    particulars: dict[str, object],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    known = {
        "command_unknown": "'ferry'",
        "option_choice": "'east', 'west'",
        "option_ambiguous": "--boats, --bank, --between",
    }
    if code in known:
        particulars = {**particulars, "known": known[code]}
    usage = {"zh": "用法：ferries", "en": "usage: ferries"}[language]
    assert said(arguments, capsys, usage) == "tifa: " + say(code, language, **particulars)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_of_no_known_kind_is_told_without_the_librarys_words(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    assert sentence_of(click.UsageError("the river is frozen")) == say("option_other", language)


def test_the_exit_code_is_the_commands() -> None:
    assert exit_code(ferries, "ferries", ["ferry", "Min"]) == 0
    assert exit_code(ferries, "ferries", ["ferry", "Min", "--full"]) == 3


def test_options_may_be_shortened_and_stand_before_arguments() -> None:
    options = read(["--bo=3", "--me", "-1.5", "Min", "--fu", "--", "--Wu"])
    assert (options["boats"], options["metres"], options["full"]) == (3, -1.5, True)
    assert (options["river"], options["towns"]) == ("Min", ("--Wu",))


def test_an_option_has_as_many_values_as_it_takes() -> None:
    options = read(["--between", "a", "b", "Min", "--crew", "c", "d", "--crew=e"])
    assert (options["between"], options["crew"], options["towns"]) == (("a", "b"), ("c", "d", "e"), ())


@pytest.mark.parametrize(
    ("typed", "signal"),
    [([], None), (["--signal"], "horn"), (["--signal", "lamp"], "lamp"), (["--signal=lamp"], "lamp")],
)
def test_a_value_may_be_left_out_where_something_stands_for_it(typed: list[str], signal: str | None) -> None:
    assert read(["Min", *typed])["signal"] == signal


HELP = {
    "en": """\
usage: ferries ferry [OPTIONS] river [towns ...]

cross a river

arguments:
  river        the river to cross
  [towns ...]  towns

options:
  --boats N                  boats (default: 2)
  --metres METRES            metres
  --bank east|west           the bank to land at, of which there are two and no
                             more than these two, whatever the river
  --between BETWEEN BETWEEN  between
""",
    "zh": """\
用法：ferries ferry [选项] river [towns ...]

cross a river

参数：
  river        the river to cross
  [towns ...]  towns

选项：
  --boats N                  boats（默认：2）
  --metres METRES            metres
  --bank east|west           渡船要靠的岸，只有东西两岸可选，不论渡的是哪一条江
                             河，两岸的渡口都在同一处。
  --between BETWEEN BETWEEN  between
""",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_in_the_readers_language(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    monkeypatch.setenv("COLUMNS", "80")
    assert exit_code(ferries, "ferries", ["ferry", "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.startswith(HELP[language])
    assert shown.out.splitlines()[-1].split(maxsplit=2) == ["-h,", "--help", say("option.help", language)]
