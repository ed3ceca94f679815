"""The main text of a page, every paragraph of it and nothing of its frame."""

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


def test_a_page_of_furniture_only_is_no_speech(tmp_path):
    with pytest.raises(ReadError) as caught:
        _read(tmp_path, "<html><body><nav>首页</nav><script>1</script></body></html>")
    assert caught.value.code == "file_empty"
