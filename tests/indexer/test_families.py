"""Families of recurring sentences: what makes one, and that only what the corpus holds decides it."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from corpus import Root, Sidecars, Speech, fold_plain, load, scan
from indexer.build import build
from indexer.catalog import Catalog, RecurringSentence, speech_digest
from indexer.embed import new_passages
from indexer.families import recurring_sentences, update_families
from indexer.grouping import Wording, grouped, likeness
from indexer.layout import Layout
from indexer.opening import open_snapshot
from tests.conftest import PROJECT, PairEncoder, build_with_pairs, write_speech
from tests.indexer.test_words import kept_words

SPEECHES = PROJECT / "corpus" / "speeches"
DRAINS = "每年汛期到来之前，要把城区的排水管网全部疏通一遍。"
DRAINS_TOWN = "每年汛期到来之前，要把集镇的排水管网全部疏通一遍。"
LEDGER = "村里的每一笔开支都要贴上墙、晒出来、说得清。"
LEDGER_SAID = "去年我就在这里说过，村里的每一笔开支都要贴上墙、晒出来、说得清，今天还要再说。"
LAMPS = "巷子里坏掉的路灯三天之内必须换好。"


Place = tuple[int, RecurringSentence]


def places(texts: Sequence[str]) -> list[Place]:
    """The sentences of texts that count, each with the number of its text, from 1."""
    return [(number, sentence) for number, text in enumerate(texts, 1) for sentence in recurring_sentences(text)]


def families(found: Sequence[Place]) -> dict[str, list[Place]]:
    """The groups of sentences in two texts or more, in order, by their centres."""
    said: defaultdict[str, list[Place]] = defaultdict(list)
    for place in found:
        said[place[1].folded].append(place)
    bands = {folded: np.frombuffer(those[0][1].bands, dtype="<u4") for folded, those in said.items()}
    wordings = [Wording(folded, bands[folded], len({n for n, _ in those})) for folded, those in said.items()]
    groups: defaultdict[str, list[Place]] = defaultdict(list)
    for wording, centre in zip(wordings, grouped(wordings).tolist(), strict=True):
        groups[wordings[centre].folded] += said[wording.folded]
    return {
        centre: sorted(those, key=lambda place: (place[0], place[1].start))
        for centre, those in groups.items()
        if len({number for number, _ in those}) > 1
    }


def told(texts: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Each family as the number of the text and the sentence as written, in order."""
    found = families(places(texts)).values()
    return sorted([(number, texts[number - 1][s.start : s.end]) for number, s in those] for those in found)


# --- what a recurring sentence is ------------------------------------------------------------------------------


def test_sentences_come_without_their_numbers_and_without_what_is_around_the_speech():
    text = f"在全县防汛工作会议上的讲话\n（2021年3月5日）\n同志们：\n（二）{DRAINS}\n{LAMPS}谢谢大家。\n防汛办公室\n"
    assert [text[s.start : s.end] for s in recurring_sentences(text)] == [DRAINS, LAMPS]


def test_dates_and_salutations_are_no_sentences_that_recur():
    text = f"同志们：\n{LAMPS}\n各位来宾、各位代表、同志们：\n2021年11月12日至2022年10月30日。\n{DRAINS}谢谢。"
    assert [text[s.start : s.end] for s in recurring_sentences(text)] == [LAMPS, DRAINS]


@pytest.mark.parametrize(
    "said",
    [
        "女士们、先生们、朋友们！",
        "各位院士，同志们、朋友们！",
        "谢谢大家，谢谢各位老同志。",
        "祝大会圆满成功，祝大家身体健康！",
        "现在，我代表县人民政府向大会报告工作，请予审议。",
        "请各位委员提出宝贵意见。",
        "向战斗在一线的同志们表示衷心的感谢！",
        "下面，我讲三点意见。",
        "\n今年要重点做好以下工作：\n",
        "\n加快建设现代化渔港群\n",
        "\n二、2019年工作回顾\n",
        "\nIt is a great honour to address this assembly today.\n",
        "\nMr. President, Mr. Secretary-General,\n",
        "\nYour Excellencies, Ladies and Gentlemen,\n",
        "\nin the development of the harbour town\n",
        "\nThe harbour town must be kept open and\n",
    ],
)
def test_headings_greetings_and_formulas_are_no_wordings(said: str):
    text = f"{LAMPS}{said}{DRAINS}"
    assert [text[s.start : s.end] for s in recurring_sentences(text)] == [LAMPS, DRAINS]


@pytest.mark.parametrize(
    "said",
    [
        "支持人大代表依法履职，做好建议办理工作。",
        "人民政府要认真听取代表和委员的意见建议。",
        "老同志是党和国家的宝贵财富。",
        "这件事说一千道一万，还是要靠我们。",
        "把感谢的话写进每一封回信里。",
        "\nMr. Harbour, we mend every lamp in three days.\n",
        "\n路灯坏了要有人修，井盖丢了要有人补\n",
    ],
)
def test_what_only_looks_like_a_formula_is_a_wording(said: str):
    text = f"{LAMPS}{said}{DRAINS}"
    assert [text[s.start : s.end].strip() for s in recurring_sentences(text)] == [LAMPS, said.strip(), DRAINS]


@pytest.mark.parametrize(
    ("text", "length"),
    [("路灯三天修好。", 7), ("路灯要三天修好。", 8), ("Lamps must be mended.", 18), ("All lamps must be mended.", 21)],
)
def test_the_shortest_sentences(text: str, length: int):
    assert len(fold_plain(text)) == length
    found = [s.folded for s in recurring_sentences(f"{LAMPS}\n{text}\n{LAMPS}")]
    assert (fold_plain(text) in found) == (length in (8, 21))
    assert len(found) == 2 + (length in (8, 21))


# --- what makes a family ---------------------------------------------------------------------------------------


def test_the_same_sentence_and_its_variants_are_one_family():
    assert told([f"{DRAINS}{LAMPS}", DRAINS_TOWN, DRAINS]) == [[(1, DRAINS), (2, DRAINS_TOWN), (3, DRAINS)]]


def test_a_sentence_that_holds_another_is_its_variant():
    assert told([LEDGER, LEDGER_SAID]) == [[(1, LEDGER), (2, LEDGER_SAID)]]


def test_what_recurs_in_one_speech_alone_is_no_family():
    assert told([f"{DRAINS}{DRAINS_TOWN}{DRAINS}", LAMPS]) == []


def test_sentences_of_one_frame_are_no_variants():
    assert told(["第一，立审批办事的规矩。", "第二，立工程招标的规矩。"]) == []


def test_a_family_does_not_drift_from_its_centre():
    a = "要把山上的林子管好、把林下的路修好、把路边的沟清好。"
    b = "要把山上的林子管好、把村口的桥架好、把路边的沟清好。"
    c = "要把田里的渠道挖好、把村口的桥架好、把路边的沟清好。"
    assert likeness(a, b) and likeness(b, c) and not likeness(a, c)
    # What two speeches have is the centre; what is only like a variant of it stays out.
    assert told([a, a, b, c]) == [[(1, a), (2, a), (3, b)]]
    assert told([c, b, c]) == [[(1, c), (2, b), (3, c)]]
    # Between two centres it goes to the one that it is more like.
    assert told([c, b, c, a]) == [[(1, c), (3, c)], [(2, b), (4, a)]]


@given(st.text("管网疏通一遍", min_size=1, max_size=30), st.text("管网疏通一遍", min_size=1, max_size=40))
def test_the_quick_look_at_a_longer_sentence_loses_no_variant(centre: str, other: str):
    held = fuzz.partial_ratio(centre, other, score_cutoff=80) / 100 if 12 <= len(centre) < len(other) else 0
    assert likeness(centre, other) == (Indel.normalized_similarity(centre, other, score_cutoff=0.7) or held)


_PLACES = st.sampled_from("城区 集镇 库区 老街".split())
_COUNTS = st.integers(2, 40)
_SENTENCES = st.one_of(
    st.builds("每年汛期到来之前，要把{}的排水管网全部疏通{}遍。".format, _PLACES, _COUNTS),
    st.builds("{}的每一笔开支都要贴上墙、晒出来、说得清。".format, _PLACES),
    st.builds("去年说过，{}的每一笔开支都要贴上墙、晒出来、说得清，还差{}个村。".format, _PLACES, _COUNTS),
    st.sampled_from([LAMPS, LEDGER, "巷子里坏掉的路灯要换。", "We keep the doors of the library open all week."]),
)
_TEXTS = st.lists(st.lists(_SENTENCES, min_size=1, max_size=4).map("".join), min_size=1, max_size=6)


@given(_TEXTS, st.randoms(use_true_random=False))
def test_families_depend_on_the_sentences_and_not_on_their_order(texts: list[str], chance):
    sentences = places(texts)
    found = families(sentences)
    chance.shuffle(sentences)
    shuffled = families(sentences)
    assert {centre: [(n, s.start) for n, s in those] for centre, those in shuffled.items()} == {
        centre: [(n, s.start) for n, s in those] for centre, those in found.items()
    }
    for centre, those in found.items():
        assert centre in {sentence.folded for _, sentence in those}
        assert all(likeness(centre, sentence.folded) for _, sentence in those)


@given(_TEXTS)
def test_each_sentence_that_recurs_word_for_word_is_in_a_family(texts: list[str]):
    speeches_of: defaultdict[str, set[int]] = defaultdict(set)
    for number, sentence in places(texts):
        speeches_of[sentence.folded].add(number)
    recurring = {folded for folded, speeches in speeches_of.items() if len(speeches) > 1}
    assert recurring <= {sentence.folded for those in families(places(texts)).values() for _, sentence in those}


# --- as a step of the build ------------------------------------------------------------------------------------


def held(index: Path) -> set[tuple[bytes, str, int, int, str]]:
    """The members of all families, with the path of their speech for its number."""
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        paths = {number: speech.path for number, speech in catalog.speeches().items()}
        return {(m.family, paths[m.speech_no], m.start, m.end, m.folded) for m in catalog.family_members()}


def write(folder: Path, texts: dict[int, str]) -> Path:
    """Make `folder` hold these texts, one a file, and no others."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if int(path.stem) not in texts:
            path.unlink()
    for number, text in texts.items():
        path = folder / f"{number}.md"
        if not path.exists() or not path.read_text(encoding="utf-8").endswith(f"\n{text}"):
            write_speech(path, f"\n{text}", title=f"第{number}次会上的发言", date=f"20{10 + number}-05-06")
    return folder


class KilledError(Exception):
    """In place of the end of a process."""


def cut_off(*_: object) -> None:
    raise KilledError


def hold(catalog: Catalog, speeches: Iterable[Speech]) -> None:
    """Make the catalog hold these speeches and no others, without their families."""
    by_id = {speech.speech_id: speech for speech in speeches}
    with catalog.change():
        for number, facts in catalog.speeches().items():
            if facts.speech_id not in by_id:
                catalog.remove_speech(facts.speech_id)
            elif catalog.speech(number) == by_id[facts.speech_id]:
                del by_id[facts.speech_id]
        for speech in by_id.values():
            catalog.put_speech(speech, speech_digest(speech, 1, "f"), new_passages(speech, "f"))


def members_of(catalog: Catalog) -> list[tuple[str, int, int, bytes, str]]:
    """The members of all families, with the id of their speech for its number, and the counts that are kept checked."""
    update_families(catalog)
    assert catalog.wordings.uncounted() is not None and catalog.wordings.differing() == []
    ids = {number: speech.speech_id for number, speech in catalog.speeches().items()}
    return sorted((ids[m.speech_no], m.start, m.end, m.family, m.folded) for m in catalog.family_members())


def members_anew(folder: Path, speeches: Iterable[Speech]) -> list[tuple[str, int, int, bytes, str]]:
    with Catalog.open_for_writing(folder / "anew.sqlite") as catalog:
        hold(catalog, speeches)
        return members_of(catalog)


def a_version(name: str, text: str) -> Speech:
    """A speech of which there is a draft and a final text, told apart by the last letter of `name`."""
    states = {"稿": "draft_for_comment", "定": "final"}
    facts = {"root": "r", "path": f"{name}.md", "source": f"/r/{name}.md", "title": name[:1], "language": "zh"}
    return Speech(speech_id=name, text=text, state=states[name[1]], **facts)


@given(
    st.lists(
        st.tuples(
            st.dictionaries(
                st.sampled_from("甲稿 甲定 乙稿 乙定 丙定 丁定".split()),
                st.lists(_SENTENCES, min_size=1, max_size=4).map("".join),
                max_size=6,
            ),
            st.booleans(),
        ),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=20, deadline=None)
def test_families_after_any_changes_and_kills_are_those_of_a_fresh_start(states: list[tuple[dict[str, str], bool]]):
    with tempfile.TemporaryDirectory() as folder, Catalog.open_for_writing(Path(folder) / "catalog.sqlite") as catalog:
        for texts, is_killed in states:
            speeches = [a_version(name, text) for name, text in texts.items()]
            hold(catalog, speeches)
            if is_killed:
                with suppress(KilledError):
                    update_families(catalog, cut_off)
        assert members_of(catalog) == members_anew(Path(folder), speeches)


def test_families_of_the_bundled_speeches_do_not_hang_on_their_history(tmp_path: Path):
    root = Root(SPEECHES.name, SPEECHES)
    sidecars = Sidecars(root)
    bundled = [speech for file in scan(root) for speech in load(root, file, sidecars).speeches]
    with Catalog.open_for_writing(tmp_path / "catalog.sqlite") as catalog:
        for some in (bundled[::2], bundled, bundled[1::3]):
            hold(catalog, some)
            members = members_of(catalog)
    assert members and members == members_anew(tmp_path, bundled[1::3])


_STATES = st.lists(
    st.dictionaries(st.integers(0, 7), st.lists(_SENTENCES, min_size=1, max_size=3).map("".join), min_size=1),
    min_size=2,
    max_size=4,
)


@given(_STATES)
@settings(max_examples=3, deadline=None)
def test_builds_on_the_way_leave_the_families_of_a_build_from_scratch(tmp_path_factory, states: list[dict[int, str]]):
    work = tmp_path_factory.mktemp("states")
    for texts in states:
        build([write(work / "稿", texts)], work / "index", encoder=PairEncoder(), really=True)
    build([work / "稿"], work / "scratch", encoder=PairEncoder())
    assert held(work / "index") == held(work / "scratch")
    assert kept_words(work / "index") == kept_words(work / "scratch")
    shutil.rmtree(work)


def test_removing_a_speech_shrinks_its_family_and_the_last_but_one_ends_it(tmp_path: Path, index: Path):
    def paths(texts: dict[int, str]) -> set[str]:
        build_with_pairs(write(tmp_path / "稿", texts), index)
        return {path for _, path, *_ in held(index)}

    assert paths({1: DRAINS, 2: DRAINS_TOWN, 3: DRAINS}) == {"1.md", "2.md", "3.md"}
    assert paths({1: DRAINS, 3: DRAINS}) == {"1.md", "3.md"}
    assert paths({3: DRAINS}) == set()


def test_what_recurs_only_among_versions_of_one_speech_is_no_family(tmp_path: Path, index: Path):
    folder = tmp_path / "稿"
    text = f"\n{DRAINS}{LEDGER}沿河的三个泵站由水利局逐台试机，六月以前全部具备开机条件。"
    for state in ("征求意见稿", "定稿"):
        write_speech(folder / f"{state}.md", text, title=f"在防汛会上的讲话（{state}）", date="2021-05-06", state=state)
    build_with_pairs(folder, index)
    assert held(index) == set()
    write_speech(folder / "村务.md", f"\n{LEDGER}", title="村务公开会", date="2022-01-02")
    build_with_pairs(folder, index)
    assert {path for _, path, *_ in held(index)} == {"定稿.md", "村务.md"}


def test_a_build_with_nothing_to_do_changes_nothing(tmp_path: Path, index: Path):
    folder = write(tmp_path / "稿", {1: DRAINS, 2: DRAINS_TOWN})
    first = build_with_pairs(folder, index).generation
    assert build_with_pairs(folder, index).generation == first


def test_a_stage_that_is_cut_off_goes_on_where_it_was(tmp_path: Path, index: Path):
    texts = {number: DRAINS if number % 2 else LEDGER for number in range(70)}
    folder = write(tmp_path / "稿", texts)

    def cut_off(progress) -> None:
        if progress.stage == "families":
            raise KilledError

    with pytest.raises(KilledError):
        build_with_pairs(folder, index, progress=cut_off)
    assert held(index) == set()
    seen: list[tuple[int, int]] = []
    with Catalog.open_for_writing(Layout(index).catalog) as catalog:
        update_families(catalog, lambda done, total: seen.append((done, total)))
    assert seen == [(0, 70), (70, 70)]
    assert len(held(index)) == 70


def test_opening_an_index_finds_the_families_that_a_killed_build_left(tmp_path: Path, index: Path):
    folder = write(tmp_path / "稿", {1: DRAINS, 2: DRAINS_TOWN})

    def cut_off(progress) -> None:
        if progress.stage == "families":
            raise KilledError

    with pytest.raises(KilledError):
        build_with_pairs(folder, index, progress=cut_off)
    with open_snapshot(index) as snapshot:
        assert [family.speeches for family in snapshot.families.families] == [2]
