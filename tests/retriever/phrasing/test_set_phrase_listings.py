"""Members of set phrases are those that a text lists, in the ways in which reports list them; else there are none."""

from __future__ import annotations

import pytest

from corpus import fold, fold_plain, outline
from retriever.phrasing.set_phrases.listings import listings, places_of
from retriever.phrasing.set_phrases.marked import marked_lines
from retriever.phrasing.set_phrases.names import explained_phrases, named_in, quoted_set_phrases, unquoted_phrases
from retriever.phrasing.set_phrases.numbered import groups_of, number_of


def _members(text: str, phrase: str) -> list[str]:
    """The members of the only listing of `phrase` in `text`, as written; none if there is none."""
    lines, folded = marked_lines(text, fold(text)), fold_plain(phrase)
    found = listings(lines, places_of(lines, [folded]).get(folded, []), lambda: outline(text), folded)
    assert len(found) < 2
    return [text[slice(*member)] for member in found[0].members] if found else []


# --- lists of explanations at the end of a report ------------------------------------------------------------------

_NOTES = """名词解释
1.“两清”：是指清理欠款和清理闲置。
［2］三库：
种子库、农药库、农机库。
（3）“三长”联动：林长、河长、田长联动。
4.村级“两张单子”：进货单子和出货单子。
5.“两屏”“三网”：河岸绿屏和山脊绿屏，路网、水网、电网。
［6］两个片区、两个中心：
东湖片区和西湖片区，养老中心和托育中心。
7.“三塘一渠”：上塘、中塘、下塘、引水渠。
8.“两站一厅”：每个镇建成两个农机服务站和一个便民服务厅。
9.“两管三不误”：管火、管水，农时、灌溉、出行都不误。
10.“一轴两带”：“一轴”指沿江大道，“两带”指北坡茶带和南坡果带。
11.六大作物：县里提出调整种植结构，重点抓好水稻、玉米、大豆、油菜、花生和红薯等六大作物。
12.“三溪”湿地公园：是指东溪、西溪、北溪“三溪”湿地公园。
13.“四下田间”：前任书记在乡里倡导的工作方法，具体指政策、技术、农资下田间，干部下田间，专家下田间，贷款下田间。
15.“三级两类”规划：“三级”为县、乡、村，“两类”为总体规划和专项规划。
16.三个分得清：把工钱，同材料钱分得清；把公家的，同个人的分得清；把今年的，同往年的分得清。
14.“三早”工程：汛期地质灾害早排查、早上报、早处置工程。
"""


@pytest.mark.parametrize(
    ("phrase", "members"),
    [
        ("两清", "清理欠款 清理闲置"),
        ("三库", "种子库 农药库 农机库"),
        ("三长", "林长 河长 田长"),
        ("两张单子", "进货单子 出货单子"),
        ("两屏", "河岸绿屏 山脊绿屏"),
        ("三网", "路网 水网 电网"),
        ("两个片区", "东湖片区 西湖片区"),
        ("两个中心", "养老中心 托育中心"),
        ("三塘一渠", "上塘 中塘 下塘 引水渠"),
        ("两站一厅", "每个镇建成两个农机服务站 一个便民服务厅"),
        ("两管三不误", "管火 管水 农时 灌溉 出行都不误"),
        ("一轴两带", "沿江大道 北坡茶带 南坡果带"),
        ("两带", "北坡茶带 南坡果带"),
        ("六大作物", "水稻 玉米 大豆 油菜 花生 红薯"),
        ("三溪", "东溪 西溪 北溪"),
        ("四下田间", "政策、技术、农资下田间 干部下田间 专家下田间 贷款下田间"),
        ("三级两类", "县 乡 村 总体规划 专项规划"),
        ("三个分得清", "把工钱，同材料钱分得清 把公家的，同个人的分得清 把今年的，同往年的分得清"),
        ("三早", "早排查 早上报 早处置"),
    ],
)
def test_an_explanation_lists_the_members(phrase: str, members: str):
    assert _members(_NOTES, phrase) == members.split()


def test_an_entry_of_the_explanations_names_a_set_phrase():
    found = [
        phrase
        for line in marked_lines(_NOTES, fold(_NOTES))
        for phrase in (*quoted_set_phrases(line), *explained_phrases(line))
    ]
    assert {"三库", "六大作物", "一轴两带", "两带"} <= set(found)


# --- the list stands in front of its name ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase", "members"),
    [
        ("坚决纠正慢作为、乱作为、不作为和推诿之习这“四习”。", "四习", "慢作为 乱作为 不作为 推诿之习"),
        ("深入实施良田改造、良种繁育、良机推广三大工程。", "三大工程", "良田改造 良种繁育 良机推广"),
        ("打好老旧河道淤泥清运、堤坝加固、沟渠疏通“三大会战”。", "三大会战", "老旧河道淤泥清运 堤坝加固 沟渠疏通"),
        ("把山林管护和河湖管护、田地管护并列为全县“三项管护”。", "三项管护", "山林管护 河湖管护 田地管护"),
        ("摸清对山林规律、河湖规律、田地规律三大规律的认识。", "三大规律", "山林规律 河湖规律 田地规律"),
        (
            "面临的防汛考验、抗旱考验、保供考验、稳岗考验“四大考验”不轻松。",
            "四大考验",
            "防汛考验 抗旱考验 保供考验 稳岗考验",
        ),
        ("抓好油菜种植、花生种植、以及红薯种植三大种植。", "三大种植", "油菜种植 花生种植 红薯种植"),
        ("守住耕地红线、林地红线、水面红线这“三条红线”。", "三条红线", "耕地红线 林地红线 水面红线"),
        ("要坚持清淤、固堤、植树的治水办法。这三大治水办法，缺一不可。", "三大治水办法", "清淤 固堤 植树"),
        ("实现种植、养殖和加工的机械化，即三个机械化。", "三个机械化", "种植 养殖 加工"),
        ("“乙”是指粮油、果蔬、畜禽等“三香”产品。", "三香", "粮油 果蔬 畜禽"),
        ("继续完成实行轮岗、坚持考勤和加强夜查这三大任务。", "三大任务", "实行轮岗 坚持考勤 加强夜查"),
        ("全县正处于主汛期、农忙期、旅游期“三期叠加”阶段。", "三期叠加", "主汛期 农忙期 旅游期"),
    ],
)
def test_a_list_in_front_of_its_name(text: str, phrase: str, members: str):
    assert _members(text, phrase) == members.split()


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("推动公开、公平、公正“三办”进程。", "三办"),  # words of what kind
        ("提高护林员工资、防火员“两项津贴”标准。", "两项津贴"),  # the name is the last item
        ("提高护林员工资、防火员、巡河员“三项津贴”标准。", "三项津贴"),
        ("深化村级账目、物资、用工“三本台账”改革。", "三本台账"),  # 村级 belongs to all three
        ("坚持和完善承包制度必须坚持“两个不变”。", "两个不变"),
        ("在整治河道、加固堤防、进行“三清”等各条战线上。", "三清"),
        ("粮食面积、单产、总产实现“三个增长”。", "三个增长"),
        ("统筹推进防汛保供、企业复产、项目建设与深化“三服务”。", "三服务"),
        ("“两岸共治”是治理旧河道的最好办法，也是东镇、西镇相邻的最好办法。", "两岸共治"),
        ("一村两策是治理旧村、旧厂的办法，也是建新村、新厂的办法。", "一村两策"),
        ("“一村两策”、“村人治村”、自办自管的方针不变。", "一村两策"),
        ("要从纠正“四习”问题抓起，改进会议习惯、学习习惯、值班习惯、生活习惯。", "四惯"),
        ("推行“两步走”、“提前走”、“错峰走”。", "两步走"),
        ("落实两项重大措施：一是从今年秋天开始，在各村设点；二是增加人手。", "两项"),
        ("全校两个校园，学校临河东湖校园、西湖校园“两个校园”都在使用。", "两个校园"),
        ("“两个品种”：早稻一度被分类为籼稻的品种，但现已分类为独立的品种。", "两个品种"),
        ("清末成立之“三江学堂”、清末更名之“两江学堂”。", "两江学堂"),
        ("宣扬“三放一收”（指对摊贩、商户、货车要放，对企业要收）。", "三放一收"),
    ],
)
def test_what_is_not_said_to_be_the_members_is_no_listing(text: str, phrase: str):
    assert _members(text, phrase) == []


# --- the members repeat what is counted ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase", "members"),
    [
        ("抓好“五防”工作，强化防汛、防火、防冻、防疫、防盗，确保平安。", "五防", "防汛 防火 防冻 防疫 防盗"),
        (
            "增强底线意识、红线意识、责任意识、服务意识。要守住“四个意识”。",
            "四个意识",
            "底线意识 红线意识 责任意识 服务意识",
        ),
        ("坚决守护山，坚决守护水，做到“两个守护”。", "两个守护", "守护山 守护水"),
        ("“两个绝不”，绝不拖欠、克扣工钱，绝不虚报工时。", "两个绝不", "绝不拖欠、克扣工钱 绝不虚报工时"),
        (
            "看是否有利于护林，是否有利于治水，是否有利于增收。这“三个有利于”是标准。",
            "三个有利于",
            "有利于护林 有利于治水 有利于增收",
        ),
        ("做到“两个确保”：确保渠道通畅，不漏水；确保闸门完好，不误时。", "两个确保", "确保渠道通畅 确保闸门完好"),
    ],
)
def test_members_that_repeat_the_noun(text: str, phrase: str, members: str):
    assert _members(text, phrase) == members.split()


def test_lines_that_begin_with_the_noun_are_the_members():
    text = "必须做到“三个务必”：\n——务必早。提前谋划。\n——务必细，细到每一户。\n——务必实。\n各单位要落实。"
    assert _members(text, "三个务必") == ["务必早", "务必细", "务必实"]
    assert _members(text.replace("——务必实。", "——务必实。\n——务必稳。"), "三个务必") == []


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_name_ends_where_the_texts_go_on_in_different_ways():
    texts = [
        "落实五项禁令精神学习教育。",
        "五项禁令精神学习教育成果要巩固。",
        "违反五项禁令的要处理。",
        "执行五项禁令不走样。",
    ]
    lines = {i: marked_lines(text, fold(text)) for i, text in enumerate(texts)}
    assert unquoted_phrases(lines) == {"五项禁令"}


def test_one_character_behind_a_measure_is_no_noun():
    texts = ["分清两个界线。", "分清两个界别。", "两个界线不同。", "两个界别不同。"]
    lines = {i: marked_lines(text, fold(text)) for i, text in enumerate(texts)}
    assert unquoted_phrases(lines) == {"两个界线", "两个界别"}


def test_a_phrase_that_takes_up_a_list_is_named():
    text = "坚持清淤、固堤、植树的治水办法。这三大治水办法，缺一不可。这三个问题要解决。"
    assert named_in({0: marked_lines(text, fold(text))}).taken_up == {"三大治水办法"}


def test_a_mark_of_a_footnote_is_no_part_of_the_name():
    text = "果断采取“四停一关［5］”措施，抓好“三同步”［6］。"
    assert [*quoted_set_phrases(marked_lines(text, fold(text))[0])] == ["四停一关", "三同步"]


@pytest.mark.parametrize("phrase", "两项 三个 十条 三大类 十八大以来 十一大和 三公里 三期工程".split())
def test_a_number_with_a_measure_alone_and_congresses_are_none(phrase: str):
    assert number_of(phrase) is None


def test_a_phrase_of_several_numbers_has_a_group_for_each():
    assert [tuple(group) for group in groups_of("三塘一渠")] == [(3, "塘"), (1, "渠")]
    assert groups_of("五位一体") == groups_of("四个一") == groups_of("三本账") == []
    assert number_of("三区一带") == 4
    assert number_of("十大工程") == 10
