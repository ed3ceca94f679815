"""The main text of a page, every paragraph of it and nothing of its frame."""

import json

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.html import HtmlReader

PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>在护林会上的讲话 - 青石县</title><script>var a = "弹窗";</script><style>p {{ color: red }}</style></head>
<body><nav><a href="/">首页</a> <a href="/a">要闻</a></nav>
<div class="crumbs">当前位置：首页 &gt; 讲话</div>
<h1>在护林会上的讲话</h1>
<div id="content"><p>　　同志们：</p><p>　　山上的
雨水少了，风大了。</p>
<p>一、守住路口<br>每个路口两个人。</p>
<table><tr><td>乡镇</td><td>人数</td></tr><tr><td>柳湾</td><td><p>12</p></td></tr></table>
<ol start="3"><li>收火种</li><li>发袖标</li></ol><ul><li>巡山</li></ul>
<p>好。</p><p>　　&lt;b&gt;谢谢&lt;/b&gt;<b>大家</b>！</p><p style="display:none">看不见</p></div>
<div><ul><li><a href="1">甲文</a></li><li><a href="2">乙文</a></li><li><a href="3">丙文</a></li></ul></div>
<footer>版权所有</footer></body></html>"""
LINES = [
    "在护林会上的讲话",
    "　　同志们：",
    "　　山上的雨水少了，风大了。",
    "一、守住路口",
    "每个路口两个人。",
    "乡镇\t人数",
    "柳湾\t12",
    "3. 收火种",
    "4. 发袖标",
    "• 巡山",
    "好。",
    "　　<b>谢谢</b>大家！",
]


def _read(tmp_path, page, encoding="utf-8"):
    path = tmp_path / "page.html"
    path.write_bytes(page.encode(encoding))
    return HtmlReader().read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "big5"])
def test_every_paragraph_is_kept_whatever_the_page_says_of_its_charset(tmp_path, encoding, charset):
    read = _read(tmp_path, PAGE.format(charset=charset), encoding)
    assert read.records[0].text.split("\n") == LINES
    assert read.records[0].title == "在护林会上的讲话"
    assert read.records[0].given == {}
    assert read.encoding == encoding
    assert read.warnings == (ReadWarning("warn_html_furniture", {"count": 5}),)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>只有一段，很短。</p>", "只有一段，很短。"),
        ("<html><body>直接写<br><br>的正文</body></html>", "直接写\n的正文"),
        ("<table><tr><td><p>一段</p><p>二段</p></td></tr></table>", "一段\n二段"),
        ("<meta name=x><article><p>没有<p>body</article>", "没有\nbody"),
        ("<p>River\n  and\n valley</p>", "River and valley"),
        ("<div class='print'><p>" + "正文很长。" * 60 + "</p></div>", "正文很长。" * 60),
    ],
)
def test_plain_pages(tmp_path, page, text):
    assert _read(tmp_path, page).records[0].text == text


def test_metadata_comes_from_meta_tags_of_its_name_only(tmp_path):
    page = "<meta name='讲话人' content='县长'><meta name='author' content='打字员'><title>题</title><p>正文。</p>"
    record = _read(tmp_path, page).records[0]
    assert (record.given, record.title) == ({"speaker": "县长"}, "题")


def test_a_field_of_a_form_gives_its_lines_and_an_escaped_page_its_paragraphs(tmp_path):
    lines = f"<body><h1>秋收</h1><textarea>{PROSE}\n下一段。</textarea></body>"
    assert _read(tmp_path, lines).records[0].text.split("\n") == ["秋收", PROSE, "下一段。"]
    escaped = f"<body><h1>秋收</h1><textarea>&lt;p&gt;{PROSE}&lt;/p&gt;&lt;p&gt;下一段。&lt;/p&gt;</textarea></body>"
    assert _read(tmp_path, escaped).records[0].text.split("\n") == ["秋收", PROSE, "下一段。"]
    framed = f"<body><h1>秋收</h1><iframe srcdoc='<p>{PROSE}</p>'></iframe></body>"
    assert _read(tmp_path, framed).records[0].text.split("\n") == ["秋收", PROSE]
    comment = f"<body><p>{PROSE}</p><textarea>文明上网，理性发言。</textarea></body>"
    assert _read(tmp_path, comment).records[0].text == PROSE


def test_hidden_pages_of_an_article_are_text(tmp_path):
    hidden = "<div id=page2 style='display:none'><p>下一页只有一句。</p></div>"
    page = f"<body><div id=page1><p>{PROSE}</p></div>{hidden}</body>"
    assert _read(tmp_path, page).records[0].text.split("\n") == [PROSE, "下一页只有一句。"]


def test_an_article_in_a_script_is_asked_about(tmp_path):
    article = "".join(f"第{n}段说的是秋收以后仓库怎么管。" for n in "一二三四五")
    page = f"<body><h1>秋收</h1><script>var data = {json.dumps({'text': article})}</script></body>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    read = HtmlReader().read(tmp_path / "a.html")
    assert (read.coverage.kept, read.coverage.left_out["script"]) == (2, len(article))
    shown = f"<body><h1>秋收</h1><p>{article}</p><script>var data = {json.dumps({'text': article})}</script></body>"
    (tmp_path / "a.html").write_text(shown, encoding="utf-8")
    assert HtmlReader().read(tmp_path / "a.html").coverage.share == 1


def test_names_that_begin_like_a_menu_are_not_one(tmp_path):
    page = f"<body><div class='pages-title'>秋收</div><div class='print_content'>开始吧。</div><p>{PROSE}</p></body>"
    assert _read(tmp_path, page).records[0].text.split("\n") == ["秋收", "开始吧。", PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：某某",
        "文章来源：办公室　点击数：345",
        "浏览次数：1234",
        "附件下载：讲话.doc",
        "您是第 1234 位访问者",
        "微信里扫一下，分享给好友",
    ],
)
def test_what_a_page_says_of_itself_below_its_text_is_no_text(tmp_path, line):
    assert _read(tmp_path, f"<body><p>{PROSE}</p><div>{line}</div></body>").records[0].text == PROSE
    above = _read(tmp_path, f"<body><h1>秋收</h1><div>{line}</div><p>{PROSE}</p></body>").records[0].text
    assert above.split("\n") == ["秋收", line, PROSE]


def test_a_page_of_furniture_only_is_no_speech(tmp_path):
    with pytest.raises(ReadError) as caught:
        _read(tmp_path, "<html><body><nav>首页</nav><script>1</script></body></html>")
    assert caught.value.code == "file_empty"


PROSE = "各村要在霜降前把晒场腾出来，粮食要晒干再入仓。仓库要有人值班，门锁要两把钥匙。"
BELOW = "<div>主办：青石镇政府　某ICP备00000000号</div>"


@pytest.mark.parametrize(
    "around",
    [
        "<form name='content'>{}</form>",
        "<aside class='article'>{}</aside>",
        "<nav>{}</nav>",
        "<footer>{}</footer>",
        "<div role='navigation'>{}</div>",
        "<section role='complementary'>{}</section>",
        "<div class='share'>{}</div>",
        "<dialog open>{}</dialog>",
        "<details><summary>展开全文</summary>{}</details>",
        "<form><textarea name='content'>{}</textarea></form>",
        "<noscript>{}</noscript>",
    ],
)
def test_an_article_is_text_whatever_it_stands_in(tmp_path, around):
    assert _read(tmp_path, f"<body>{around.format(f'<p>{PROSE}</p>')}{BELOW}</body>").records[0].text == PROSE


@pytest.mark.parametrize("hidden", ["style='display:none'", "style='visibility: hidden'", "hidden"])
def test_what_a_click_unfolds_is_text_and_other_hidden_parts_are_not(tmp_path, hidden):
    page = (
        f"<body><p>开头一段，请大家坐下。</p><div {hidden}><p>{PROSE}</p></div><p {hidden}>登录后可以评论。</p></body>"
    )
    assert _read(tmp_path, page).records[0].text == f"开头一段，请大家坐下。\n{PROSE}"
    twice = f"<body><p>{PROSE}</p><div {hidden}><p>{PROSE}</p></div></body>"
    assert _read(tmp_path, twice).records[0].text == PROSE


@pytest.mark.parametrize(
    "line",
    [
        "您的位置：首页 &gt; 讲话",
        "当前位置: <a>首页</a>",
        "上一篇：无",
        "下一条：<a>在秋收会上的讲话</a>",
        "【打印本页】 【关闭窗口】",
        "分享到：<a>微信</a> <a>微博</a>",
        "字号：【大 中 小】",
        "某ICP备00000000号 网站标识码：0000000000",
        "主办：青石镇党政办",
        "网站地图 | 联系我们 | 关于我们",
        "无障碍浏览 | 长者助手 | 简体 | 繁体",
        "※ 返回顶部",
    ],
)
def test_the_lines_of_the_site_are_no_text(tmp_path, line):
    for page in (f"<div>{line}</div><p>{PROSE}</p>", f"<p>{PROSE}</p><div>{line}</div>"):
        assert _read(tmp_path, f"<body>{page}</body>").records[0].text == PROSE


def test_a_speech_may_speak_of_who_organises_and_whom_to_call(tmp_path):
    page = "<p>开始吧。</p><p>主办：镇政府和村委会。</p><p>电话：打给值班室。</p><p>上一篇文章写得好。</p>"
    assert _read(tmp_path, page).records[0].text.split("\n") == [
        "开始吧。",
        "主办：镇政府和村委会。",
        "电话：打给值班室。",
        "上一篇文章写得好。",
    ]


def test_a_layout_table_gives_paragraphs_and_a_form_keeps_those_of_a_cell(tmp_path):
    layout = (
        f"<table><tr><td><table><tr><td><b>秋收</b></td></tr><tr><td>{PROSE}<br><br>{PROSE}</td></tr></table></td>"
        "<td>热点</td></tr></table>"
    )
    assert _read(tmp_path, layout).records[0].text.split("\n") == ["秋收", PROSE, PROSE]
    form = (
        f"<table><tr><td>标题</td><td>秋收</td></tr><tr><td>正文</td><td><p>{PROSE}</p><p>{PROSE}</p></td></tr></table>"
    )
    assert _read(tmp_path, form).records[0].text.split("\n") == ["标题\t秋收", "正文", PROSE, PROSE]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<ruby>塬<rp>(</rp><rt>yuán</rt><rp>)</rp></ruby>上", "塬上"),
        ("库容10<sup>6</sup>立方米", "库容10^6立方米"),
        ("面积3km<sup>2</sup>", "面积3km²"),
        ("管护<sup>[1]</sup>责任<sup>2</sup>到人", "管护责任到人"),
        ("库容10<span style='vertical-align: super'>6</span>立方米", "库容10^6立方米"),
        ("the 1<sup>st</sup> day", "the 1st day"),
        ("H<sub>2</sub>O", "H2O"),
        ("去年<del>计划</del>完成", "去年完成"),
    ],
)
def test_readings_powers_and_note_marks(tmp_path, written, text):
    assert _read(tmp_path, f"<p>{written}</p>").records[0].text == text


def test_the_title_is_without_the_name_of_its_site(tmp_path):
    page = f"<title>在秋收会上的讲话_镇长讲话_青石镇门户网站</title><div>在秋收会上的讲话</div><p>{PROSE}</p>"
    assert _read(tmp_path, page).records[0].title == "在秋收会上的讲话"
    stated = f'<meta name="ArticleTitle" content="在秋收会上的讲话"><title>青石镇</title><p>{PROSE}</p>'
    assert _read(tmp_path, stated).records[0].title == "在秋收会上的讲话"


def test_a_long_list_is_numbered_in_one_pass(tmp_path):
    items = "".join("<li>巡</li>" for _ in range(20_000))
    assert _read(tmp_path, f"<ol>{items}</ol>").records[0].text.endswith("\n20000. 巡")
