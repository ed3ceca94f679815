"""Gradio's theme in the colours and fonts of all pages."""

from __future__ import annotations

from dataclasses import asdict

import gradio as gr

from ui.palette import DARK, LIGHT, MONO, SANS


def theme() -> gr.themes.Base:
    """Gradio's plainest theme in our colours and fonts."""
    own = gr.themes.Base(
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
        radius_size=gr.themes.sizes.radius_md,
        text_size=gr.themes.sizes.text_md,
    )
    uses = {
        "body_background_fill": "paper",
        "body_text_color": "ink",
        "body_text_color_subdued": "soft",
        "background_fill_primary": "card",
        "background_fill_secondary": "sunk",
        "border_color_primary": "line",
        "border_color_accent": "accent",
        "color_accent_soft": "tint",
        "block_background_fill": "card",
        "block_border_color": "line",
        "block_label_text_color": "soft",
        "block_title_text_color": "soft",
        "block_info_text_color": "soft",
        "input_background_fill": "card",
        "input_background_fill_focus": "card",
        "input_border_color": "line",
        "input_border_color_focus": "accent",
        "input_placeholder_color": "soft",
        "button_primary_background_fill": "accent",
        "button_primary_background_fill_hover": "accent_hover",
        "button_primary_text_color": "on_accent",
        "button_primary_border_color": "accent",
        "button_secondary_background_fill": "card",
        "button_secondary_background_fill_hover": "sunk",
        "button_secondary_text_color": "ink",
        "button_secondary_border_color": "line",
        "link_text_color": "accent",
    }
    light, dark = asdict(LIGHT), asdict(DARK)
    values = {name: light[colour] for name, colour in uses.items()}
    values |= {f"{name}_dark": dark[colour] for name, colour in uses.items()}
    return own.set(
        **values, block_shadow="none", block_border_width="0px", input_shadow="none", input_shadow_focus="none"
    )
