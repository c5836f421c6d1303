"""How do runs with meanings become Textual content, for the lines that are no lists?"""

from __future__ import annotations

from typing import Final

from textual.content import Content

from vpce_tui.view.text import Cells, StyleName, printable

STYLES: Final[dict[StyleName, str]] = {
    "plain": "",
    "muted": "$foreground-muted",
    "good": "$text-success",
    "warn": "$text-warning",
    "bad": "$text-error",
    "unknown": "$text-warning italic",
    "accent": "$text-accent",
    "key": "$text-primary",
    "string": "$text-success",
    "number": "$text-accent",
    "punct": "$foreground-muted",
    "heading": "bold",
    "match": "$text-warning bold underline",
    "account-red": "$account-red bold",
    "account-yellow": "$account-yellow bold",
    "account-green": "$account-green bold",
    "account-cyan": "$account-cyan bold",
    "account-blue": "$account-blue bold",
    "account-magenta": "$account-magenta bold",
}


def content(cells: Cells) -> Content:
    """Return the runs as content; their texts are made printable and never read as markup."""
    return Content.assemble(*((printable(text), STYLES[style]) for text, style in cells))
