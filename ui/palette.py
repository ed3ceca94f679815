"""Colours, light and dark, and fonts, all from the visitor's own system, as CSS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

SANS = (
    "system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
    "Source Han Sans SC", "WenQuanYi Micro Hei", "sans-serif",
)  # fmt: skip
MONO = ("ui-monospace", "Menlo", "Consolas", "Noto Sans Mono CJK SC", "monospace")
# For the text of speeches. Latin letters first from a Latin face: those inside Song faces are thin on screens.
SERIF = (
    "Georgia", "Songti SC", "Source Han Serif SC", "Noto Serif CJK SC", "STSong", "SimSun", "serif",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mode. Text on its ground keeps a contrast of at least 4.5 : 1; a test computes it."""

    paper: str
    card: str
    sunk: str
    raised: str
    ink: str
    soft: str
    line: str
    accent: str
    accent_hover: str
    on_accent: str
    tint: str
    mark: str
    mark_ink: str
    shade: str


LIGHT = Palette(
    paper="#f6f4ef",
    card="#ffffff",
    sunk="#efece4",
    raised="#ffffff",
    ink="#24262b",
    soft="#5d616a",
    line="#e2ded3",
    accent="#97291f",
    accent_hover="#7b2018",
    on_accent="#ffffff",
    tint="#faf1ec",
    mark="#fce9a6",
    mark_ink="#29230d",
    shade="rgba(40, 34, 20, 0.08)",
)
DARK = Palette(
    paper="#15171a",
    card="#1d2024",
    sunk="#262a2f",
    raised="#3b4149",
    ink="#e7e5df",
    soft="#a4a9b1",
    line="#343940",
    accent="#ec9d8e",
    accent_hover="#f3b5a9",
    on_accent="#2b0f0a",
    tint="#2a2220",
    mark="#66531a",
    mark_ink="#fff6d6",
    shade="rgba(0, 0, 0, 0.35)",
)


def css_variables() -> str:
    """The colours and the serif stack as CSS custom properties; `.dark` is Gradio's own mark of the dark mode."""
    return f"{_light()}.dark{{{_dark()}}}"


def css_variables_by_system() -> str:
    """The same for pages without Gradio: dark where the visitor's system is."""
    return f"{_light()}@media (prefers-color-scheme:dark){{:root{{{_dark()}}}}}"


def _light() -> str:
    return f":root{{--serif:{font_stack(SERIF)};color-scheme:light;{properties(LIGHT)}}}"


def _dark() -> str:
    return f"color-scheme:dark;{properties(DARK)}"


def font_stack(names: Sequence[str]) -> str:
    """The fonts as a value of font-family."""
    return ", ".join(f'"{name}"' if " " in name else name for name in names)


def properties(palette: Palette) -> str:
    """The colours of `palette` as declarations."""
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in asdict(palette).items())
