"""The part of a web page that is its text: without menus, hidden parts and the site's own lines.

No name, tag or role decides alone: sites put their articles into forms, asides and folds. What holds much of the
page's running text, in sentences, is text whatever it is called; all that goes is counted by its kind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lxml import html

from corpus.readers.html_lines import BLOCKS, visible_length

_NEVER_TEXT = frozenset("script style template svg title object button select".split())
_SHOWN_OTHERWISE = ("textarea", "noscript", "iframe")
"""Parts that some sites put the article into: a field of a form, what shows without scripts, a page in the page."""
_ESCAPED_TAG = re.compile(r"</?(?:p|div|br|span)\b[^<>]*>", re.IGNORECASE)
_FURNITURE = frozenset({"nav", "footer", "aside", "form", "dialog", "menu"})
_FURNITURE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "toolbar", "dialog", "form"}
)
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|foot|footer|bottom|copyright|sidebar|breadcrumbs?|crumbs?|position|location|share|"
    r"pager|pagination|prev|next|comments?|rel|relate|related|recommend|toolbar|tools?|ads?)(?:$|[\s_-])"
    r"|(?:^|\s)(?:pages?|print)(?:$|\s)",  # pages-title and print-content are names of the text
    re.IGNORECASE,
)
_SHORT = 200
"""Characters up to which a block goes by its name: a name alone may lie ("print-area" around the article)."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[。！？；!?;]|\.(?:\s|$)")
_ARTICLE_SHARE = 0.25
"""A part with this share of the page's running text, in sentences, is no furniture."""
_HIDDEN_SENTENCES = 2
"""Sentences that make a hidden part text behind a fold; notices in hidden boxes have one or none."""
_MAIN_SHARE = 0.9
"""The main text is the innermost element that holds this share of the page's running text: to take in a line of the
frame is a smaller fault than to lose a paragraph."""

_WHERE = re.compile(r"(?:[您你]?(?:现在|目前|当前)?(?:的|所在)?位置|当前栏目)(?:是|为)?\s*[:：>＞].*")
_NEIGHBOUR = re.compile(r"[【\[<＜«]?\s*[上下前后]一?[篇条页则个]\s*[】\]>＞»]?\s*[:：>＞].*|[上下]一[篇条]")
_TOOLS = (
    "打印本页|打印此文|打印文章|打印|关闭窗口|关闭本页|关闭页面|关闭|返回顶部|返回首页|返回列表|返回上页|返回|回到顶部|分享到|分享至|分享|"
    "微信|朋友圈|微博|新浪微博|腾讯微博|QQ空间|QQ好友|QQ|人人网|豆瓣|扫一扫在手机打开当前页|扫一扫|手机查看|收藏本页|加入收藏|收藏|"
    "设为首页|网站地图|联系我们|关于我们|网站声明|隐私声明|法律声明|版权声明|友情链接|站点地图|无障碍阅读|无障碍浏览|无障碍|长者模式|"
    "展开全文|阅读全文|查看全文|点击展开|收起全文|收起|我要纠错|纠错|评论|点赞|转发|复制链接|下载|扫码分享|扫码|本页二维码|二维码|"
    "政府网站找错|网站找错|长者助手|适老化|关怀版|简体版?|繁体版?|相关附件|附件下载|"
    "字体大小|字体|字号|相关阅读|相关链接|相关新闻|相关文章|相关稿件|推荐阅读|延伸阅读|首页|TOP|Print|Close|Share"
)
_TOOL = re.compile(_TOOLS, re.IGNORECASE)
_TOOL_REST = re.compile(r"[大中小特简繁A_\W]*")
_SITE = re.compile(
    r"ICP备|网安备|网站标识码|备案[号序]|版权所有|©|Copyright|技术支持[:：]|网站维护[:：]|"
    r"^(?:主办|承办|协办|主管)(?:单位)?[:：]|^(?:网站)?(?:地址|邮编|邮政编码|电话|联系电话|传真|邮箱)[:：]",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:责任编辑|责编|编辑|审核|校对|初审|复审|终审|监制|录入|上传)[:：].{0,60}|(?:文章|信息|稿件|内容)?来源[:：].{0,40}|"
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?[:：]?\s*[\d,]+\s*次?|.{0,8}附件(?:下载)?[:：]?.{0,60}\.(?:docx?|pdf|wps|xlsx?|zip|rar|ofd)|"
    r"您是第.{0,12}访[问客].{0,4}|建议使用.{0,40}(?:分辨率|浏览器).{0,20}|.{0,12}微信.{0,20}(?:扫|二维码).{0,40}",
    re.IGNORECASE,
)
"""Lines about a page that stand below its text. Above it they say when and where it was printed, which is wanted."""


@dataclass(frozen=True, slots=True)
class _Weight:
    """Visible characters of an element: all of them, and those in links."""

    total: int
    linked: int

    @property
    def running(self) -> int:
        return self.total - self.linked


def drop_furniture(page: html.HtmlElement) -> tuple[int, Counter[str]]:
    """Takes out what is no text: the number of parts that had some, and their running characters by kind.

    Kinds: hidden, navigation. Links are nobody's loss and are not counted.
    """
    for element in list(page.iter(*_NEVER_TEXT)):
        element.drop_tree()
    for element in list(page.iter(*_SHOWN_OTHERWISE)):
        _unpack(element)
    return _Furniture(page).drop()


def _unpack(element: html.HtmlElement) -> None:
    """Makes a hidden part of the page of a field or a replacement, so that it is judged as what a click unfolds."""
    text = element.get("srcdoc", "") if element.tag == "iframe" else element.text_content()
    if len(_SENTENCE_END.findall(text)) < _HIDDEN_SENTENCES:  # a hint to fill the field in
        element.drop_tree()
        return
    if element.tag != "noscript":
        for child in list(element):
            child.drop_tag()
        source = text if _ESCAPED_TAG.search(text) else "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
        element.text = None
        element.extend(html.fragments_fromstring(f"<div>{source}</div>"))
    element.tag = "div"
    element.set("hidden", "")


class _Furniture:
    """Goes through a page once, from outside in, and drops what is furniture or hidden."""

    def __init__(self, page: html.HtmlElement) -> None:
        self._page = page
        self._weights = _weights(page)
        self._parts = 0
        self._left_out: Counter[str] = Counter()
        self._text: str | None = None  # of what is left of the page, while nothing is dropped
        self._shown: dict[html.HtmlElement | None, set[tuple[str, str]]] = {}

    def drop(self) -> tuple[int, Counter[str]]:
        stack = [self._page]
        while stack:
            for element in list(stack.pop()):
                kind = self._kind(element)
                if kind is None or element.tag == "body":
                    stack.append(element)
                    continue
                weight = self._weights[element]
                self._parts += bool(weight.total)
                self._left_out[kind] += weight.running
                element.drop_tree()
                self._text = None
        return self._parts, self._left_out

    def _kind(self, element: html.HtmlElement) -> str | None:
        """The kind of thing that an element is left out as, None if it is text or holds some."""
        if _is_hidden(element):
            return None if self._is_fold(element) else "hidden"
        if self._is_link_list(element):
            return "navigation"
        return "navigation" if self._is_named_furniture(element) and not self._holds_article(element) else None

    def _is_named_furniture(self, element: html.HtmlElement) -> bool:
        if element.tag in _FURNITURE or element.get("role") in _FURNITURE_ROLES:
            return True
        named = _FURNITURE_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}")
        short = self._weights[element].total < _SHORT
        return bool(named and short and element.tag in BLOCKS and not element.findall(".//h1"))

    def _holds_article(self, element: html.HtmlElement) -> bool:
        share = self._weights[element].running >= _ARTICLE_SHARE * self._weights[self._page].running
        return share and bool(_SENTENCE_END.search(element.text_content()))

    def _is_fold(self, element: html.HtmlElement) -> bool:
        """True if a hidden part is text that a click unfolds, and not a second copy of what can be seen."""
        if self._weights[element].running < 0.5 * self._weights[element].total:
            return False
        text = element.text_content()
        sentences = len(_SENTENCE_END.findall(text))
        long = sentences >= _HIDDEN_SENTENCES or self._holds_article(element)
        if not long and not (sentences and self._is_one_of_several(element)):
            return False
        if self._text is None:
            self._text = str(self._page.text_content())
        return self._text.count(text.strip()) < 2

    def _is_one_of_several(self, element: html.HtmlElement) -> bool:
        """True if a visible part stands beside a hidden one under the same name but for its number: page1, page2."""
        parent = element.getparent()
        if parent not in self._shown:
            beside = () if parent is None else parent
            self._shown[parent] = {(each.tag, _name(each)) for each in beside if not _is_hidden(each)}
        return bool(_name(element)) and (element.tag, _name(element)) in self._shown[parent]

    def _is_link_list(self, element: html.HtmlElement) -> bool:
        """True if nearly all text of a block stands in several links: a menu, whatever it is called."""
        weight = self._weights[element]
        return (
            element.tag in {"ul", "div", "p", "dl", "table", "tr", "td", "section"}
            and weight.running < 0.2 * weight.total
            and len(element.findall(".//a")) >= 3
        )


def _is_hidden(element: html.HtmlElement) -> bool:
    return bool(_HIDDEN.search(element.get("style", ""))) or "hidden" in element.attrib


def _name(element: html.HtmlElement) -> str:
    """The id of an element without its numbers."""
    return _NUMBERS.sub("", element.get("id", ""))


def main_of(page: html.HtmlElement) -> html.HtmlElement:
    """The innermost element with nearly all of the page's running text, and its h1."""
    weights = _weights(page)
    current = page  # not its body: without a <body> tag libxml2 leaves <article> and <main> in the head
    needed = list(page.iter("h1"))
    above = set(needed[0].iterancestors()) if len(needed) == 1 else set()
    while True:
        inner = [child for child in _rooms(current) if not above or child in above or child is needed[0]]
        best = max(inner, key=lambda child: weights[child].running, default=None)
        if best is None or weights[best].running < _MAIN_SHARE * weights[page].running:
            return current
        current = best


def _rooms(element: html.HtmlElement) -> list[html.HtmlElement]:
    """The parts of an element that may hold the whole text: blocks, and cells of tables that only lay out a page."""
    if element.tag in {"td", "th"} or element.tag not in {"table", "tbody", "tr"}:
        return [child for child in element if child.tag in BLOCKS and child.tag != "p"]
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table"), None) is _table_of(element)]
    cells = [cell for row in rows for cell in row if cell.tag in {"td", "th"}]
    return [cell for cell in cells if len(cells) == 1 or _lays_out(cell, len(rows))]


def _table_of(element: html.HtmlElement) -> html.HtmlElement:
    return element if element.tag == "table" else next(element.iterancestors("table"), element)


def _lays_out(cell: html.HtmlElement, rows: int) -> bool:
    """True if a cell is a room of the page and no field of a form, of which the other rows say what it is about."""
    inner = any(cell.find(f".//{tag}") is not None for tag in ("table", "h1", "h2", "h3"))
    return inner or (rows == 1 and (cell.find(".//p") is not None or cell.find(".//br") is not None))


def without_site_lines(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines of a text without the site's own (where you are, the next article, print, the record number).

    The second list are those that were taken out.
    """
    text = [number for number, line in enumerate(lines) if not _is_tool_line(line) and not _SITE.search(line)]
    if not text:
        return list(lines), []  # a page of such lines alone is about them
    # Of whom to call and who holds the rights a speech may speak, too, but not before it begins or after it ends.
    last = next((number for number in reversed(text) if not _BELOW.fullmatch(lines[number].strip())), text[-1])
    inside = range(text[0], last + 1)
    gone = {number for number, line in enumerate(lines) if number not in inside or _is_tool_line(line)}
    kept = [line for number, line in enumerate(lines) if number not in gone]
    return kept, [lines[number] for number in sorted(gone)]


def _is_tool_line(line: str) -> bool:
    stripped = line.strip()
    if _WHERE.fullmatch(stripped) or _NEIGHBOUR.fullmatch(stripped):
        return True
    rest, tools = _TOOL.subn("", stripped)
    return tools > 0 and _TOOL_REST.fullmatch(rest) is not None


def _weights(page: html.HtmlElement) -> dict[html.HtmlElement, _Weight]:
    """The weight of each element of a page, found in one pass from inside out."""
    elements = list(page.iter())
    weights: dict[html.HtmlElement, _Weight] = {}
    for element in reversed(elements):
        total, linked = visible_length(element.text or ""), 0
        for child in element:
            weight = weights[child]
            total += weight.total + visible_length(child.tail or "")
            linked += weight.linked
        weights[element] = _Weight(total, total if element.tag == "a" else linked)
    return weights
