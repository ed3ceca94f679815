"""The kinds of differences between two wordings, without a library."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from corpus import Span, fold_plain
from indexer.search.terms import Segmenter
from retriever.phrasing.check.difference_kinds import compared
from retriever.phrasing.check.draft import opened


def told(words: Segmenter, draft: str, source: str) -> list[tuple[str, str, str]]:
    found = compared(draft, source, words.cut).differences
    return [(each.kind, draft[slice(*each.draft)], source[slice(*each.source)]) for each in found]


@pytest.mark.parametrize(
    ("draft", "source", "expected"),
    [
        ("力争用五年时间", "力争用三年时间", [("number", "五", "三")]),
        ("百分之三十的企业", "百分之四十的企业", [("number", "三十", "四十")]),
        ("投入资金1.2亿元", "投入资金1.2万元", [("number", "1.2亿", "1.2万")]),
        ("提高3个百分点", "提高两个百分点", [("number", "3", "两")]),
        ("惠及群众12万户", "惠及群众1.2万户", [("number", "12万", "1.2万")]),
        ("用35年时间建成", "用3-5年时间建成", [("number", "35", "3-5")]),
        ("比上年增长-2.3%", "比上年增长2.3%", [("number", "-", "")]),
        ("达到≤20%的标准", "达到≥20%的标准", [("wording", "≤", "≥")]),
        ("投入资金2,160万元", "投入资金2160万元", [("punctuation", "2,160万", "2160万")]),
        ("目标很明确——3年见效", "目标很明确，3年见效", [("punctuation", "——", "，")]),
        ("3月15日后完成排查", "3月15日前完成排查", [("date", "3月15日后", "3月15日前")]),
        ("3月15日赶往现场", "3月15日前往现场", [("wording", "赶", "前")]),
        ("青坪镇要抓好落实", "青坪乡要抓好落实", [("name", "青坪镇", "青坪乡")]),
        ("由市应急局牵头", "由县应急局牵头", [("name", "市应急局", "县应急局")]),
        ("到2025年全部完成", "到2025年底全部完成", [("date", "2025年", "2025年底")]),
        ("一定要抓好落实", "必须要抓好落实", [("wording", "一定", "必须")]),
        ("统一思想认识", "提高思想认识", [("wording", "统一", "提高")]),
        ("第二季度完成投资", "第三季度完成投资", [("date", "二季度", "三季度")]),
        ("十五五时期的目标", "十四五时期的目标", [("date", "十五五", "十四五")]),
        ("去年增加了岗位", "今年增加了岗位", [("date", "去年", "今年")]),
        ("李建国同志担任县委书记", "王建国同志担任县委书记", [("name", "李建国", "王建国")]),
        ("县委组织部牵头", "县委宣传部牵头", [("name", "县委组织部", "县委宣传部")]),
        ("云岫县的经验", "云岭县的经验", [("name", "云岫县", "云岭县")]),
        ("他是上海人", "他是北京人", [("name", "上海", "北京")]),
        ("改善县委领导作风", "加强县委领导作风", [("wording", "改善", "加强")]),
        ("推进县域经济发展", "壮大县域经济发展", [("wording", "推进", "壮大")]),
        ("各镇都要抓好", "全镇都要抓好", [("wording", "各", "全")]),
        ("不再召开会议", "召开会议", [("negation", "不再", "")]),
        ("千万别放松警惕", "千万要放松警惕", [("negation", "别", "要")]),
        ("严禁携带火种进山", "允许携带火种进山", [("negation", "严禁", "允许")]),
        ("禁止携带火种进山", "可以携带火种进山", [("negation", "禁止", "可以")]),
        ("切忌松一松劲", "切实松一松劲", [("negation", "忌", "实")]),
        ("切勿下河游泳", "下河游泳", [("negation", "切勿", "")]),
        ("莫要错过农时", "要错过农时", [("negation", "莫", "")]),
        ("严禁携带火种进山", "禁止携带火种进山", [("wording", "严禁", "禁止")]),
        ("严禁车辆进村", "不得车辆进村", [("wording", "严禁", "不得")]),
        ("特别重要的会", "十分重要的会", [("wording", "特别", "十分")]),
        ("分别部署任务", "部署任务", [("added", "分别", "")]),
        ("取消违禁品", "取消易燃品", [("wording", "违禁", "易燃")]),
        ("由县安监局牵头抓总", "由县应急局牵头抓总", [("name", "县安监局", "县应急局")]),
        ("由县长负责", "由副县长负责", [("name", "县长", "副县长")]),
        ("李建国同志作报告", "王建民同志作报告", [("name", "李建国", "王建民")]),
        ("他们未参加", "他们没有参加", [("wording", "未", "没有")]),
        ("不断提高水平", "提高水平", [("added", "不断", "")]),
        ("We will not close it.", "We will close it.", [("negation", "not", "")]),
        ("We should soon close it.", "We must not close it.", [("negation", "should soon", "must not")]),
        ("Somebody will forget.", "Nobody will forget.", [("negation", "Somebody", "Nobody")]),
        ("It rained on 4 March.", "It rained on 3 March.", [("date", "4 March", "3 March")]),
        ("要严肃处理", "要严肃处理，绝不姑息", [("dropped", "", "，绝不姑息")]),
        ("教育、医疗等领域", "教育、住房、医疗等领域", [("dropped", "", "住房、")]),
        ("教育、医疗、住房", "教育、卫生、住房", [("wording", "医疗", "卫生")]),
        ("抓好电商、物业、光伏、医疗", "抓好电商、光伏、物业、医疗", [("order", "物业、光伏", "光伏、物业")]),
        (
            "推动高质量发展和高水平开放",
            "推动高水平开放和高质量发展",
            [("order", "推动高质量发展和高水平开放", "推动高水平开放和高质量发展")],
        ),
        ("不得漏报、瞒报、迟报事故", "不得瞒报、漏报、迟报事故", [("order", "漏报、瞒报", "瞒报、漏报")]),
        ("白沙镇、青坪乡要抓好", "青坪乡、白沙镇要抓好", [("order", "白沙镇、青坪乡", "青坪乡、白沙镇")]),
        ("分别下降5%、3%", "分别下降3%、5%", [("number", "5%", "3%"), ("number", "3%", "5%")]),
        (
            "守土有责、守土尽责，责任重于泰山",
            "责任重于泰山，守土有责、守土担责、守土尽责",
            [
                ("order", "守土有责、守土尽责，责任重于泰山", "责任重于泰山，守土有责、守土担责、守土尽责"),
                ("dropped", "，", "、守土担责、"),
            ],
        ),
        ("抓安全，守底线", "抓安全；守底线", [("punctuation", "，", "；")]),
        ("抓“安全”，守底线", "抓安全，守底线", [("punctuation", "“", ""), ("punctuation", "”", "")]),
    ],
)
def test_a_change_has_its_kind(words: Segmenter, draft: str, source: str, expected: list[tuple[str, str, str]]):
    assert told(words, draft, source) == expected


@pytest.mark.parametrize(
    ("draft", "source", "expected", "filled"),
    [
        ("同比上升XX%，不容乐观", "同比下降12%，不容乐观", [("wording", "上升", "下降")], "12"),
        ("同比下降XX%", "同比下降12.5%", [], "12.5"),
        ("同比上升XX个百分点", "同比下降三个百分点", [("wording", "上升", "下降")], "三"),
    ],
)
def test_what_changed_before_a_placeholder_is_told_apart_from_what_fills_it(
    words: Segmenter, draft: str, source: str, expected: list[tuple[str, str, str]], filled: str
):
    sentence = opened(draft, Span(0, len(draft)))
    found = compared(sentence.text, source, words.cut)
    named = [(d.kind, draft[slice(*sentence.in_draft(d.draft))], source[slice(*d.source)]) for d in found.differences]
    assert named == expected
    assert [source[slice(*each.source)] for each in found.filled] == [filled]


def test_clauses_that_were_moved_and_changed_are_both_told(words: Segmenter):
    source = "守住饮水安全底线36处，补齐排水管网短板，建好供水体系"
    draft = "补齐排水管网短板，守住饮水安全底线38处，建好供水体系"
    order, number = told(words, draft, source)
    assert order == ("order", "补齐排水管网短板，守住饮水安全底线38处", "守住饮水安全底线36处，补齐排水管网短板")
    assert number == ("number", "38", "36")


_PIECES = ["抓安全", "守底线", "不", "36", "三个", "县长", "教育", "住房", "，", "、", "。", "“", " ", "\t", "X", "和"]
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=10).map("".join)


@given(_TEXTS, _TEXTS)
@example("抓安全县长抓安全", "抓安全县长县长抓安全")
@example("抓安全县长县长抓安全", "抓安全县长抓安全")
@example("抓安全县长", "抓安全教育县长")
@example("抓安全抓安全抓安全抓安全县长 ", "抓安全抓安全抓安全抓安全县长县长")
def test_the_differences_are_all_there_is(words: Segmenter, draft: str, source: str):
    found = compared(draft, source, words.cut)
    assert 0 <= found.likeness <= 1
    if fold_plain(draft) == fold_plain(source):
        assert (found.differences, found.likeness) == ((), float(bool(fold_plain(draft))))
        return
    assert found.differences
    assume(all(each.kind != "order" for each in found.differences))
    changed, at = "", 0
    for here, there in dict.fromkeys((each.draft, each.source) for each in found.differences):
        changed += draft[at : here.start] + source[slice(*there)]
        at = here.end
    assert fold_plain(changed + draft[at:]) == fold_plain(source)
