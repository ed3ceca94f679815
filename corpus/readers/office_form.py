"""The fields of an office's form (办公表单): a table whose rows say 标题, 时间, 正文 and what each is."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.fields import field_named
from corpus.language.dates import parse_date
from corpus.metadata.marks import MARK_KEY, MARK_NAMES

_OTHER_NAMES = {
    **dict.fromkeys(("讲话题目", "讲话标题", "稿件标题", "文稿标题", "文件标题"), "title"),
    **dict.fromkeys(("时间", "讲话时间", "会议时间"), "date"),
    **dict.fromkeys(("会议名称", "活动名称"), "occasion"),
    **dict.fromkeys(("会议地点", "讲话地点"), "place"),
    **dict.fromkeys(("讲话领导", "主讲人"), "speaker"),
}
_BODY = frozenset({"正文", "内容", "讲话内容", "讲话正文", "讲话稿", "讲话全文", "正文内容", "稿件内容", "全文"})
_LONGEST = 100
"""Characters of a value: what is longer is text."""


def form_fields(rows: Sequence[Sequence[Sequence[str]]]) -> dict[str, str]:
    """The values that the rows of a form state, by the names of the fields; none if they are no form of a speech.

    A row is its cells, a cell its lines. A form has a row for the title or for the body.
    """
    found: dict[str, str] = {}
    is_form = False
    for row in rows:
        beside = [(_label(cell), " ".join(value)) for cell, value in zip(row[::2], row[1::2], strict=False)]
        for label, stated in (*beside, *filter(None, map(_label_and_value, row))):
            name = MARK_KEY if label in MARK_NAMES else (_OTHER_NAMES.get(label) or field_named(label))
            is_form = is_form or label in _BODY or name == "title"
            value = stated.strip()
            if name and name not in found and _is_value(name, value):
                found[name] = value
    return found if is_form else {}


def _label(cell: Sequence[str]) -> str:
    """The words of a label without the blanks and the colon that set it: 标　题： is 标题."""
    return "".join("".join(cell).split()).rstrip(":：") if len(cell) == 1 else ""


def _label_and_value(cell: Sequence[str]) -> tuple[str, str] | None:
    """The label and the value that stand in one cell: 文件标题：在全镇会上的讲话; None for a cell of text."""
    label, colon, value = (cell[0] if len(cell) == 1 else "").replace(":", "：").partition("：")
    return ("".join(label.split()), value) if colon and value.strip() else None


def _is_value(name: str, value: str) -> bool:
    if not value or len(value) > _LONGEST or field_named(value) or value in _OTHER_NAMES:
        return False
    return parse_date(value) is not None if name == "date" else True
