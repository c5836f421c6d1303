"""Which colours do the meanings of a text have on a row, under the cursor, on a marked row and in a header?

Colours are theme variables only. A row's ground is `row`, `marked`, `cursor`, `cursor-blurred` or `header`.
"""

from __future__ import annotations

from typing import get_args

from rich.style import Style
from textual.widget import Widget

from vpce_tui.view.text import StyleName

ROWS_COMPONENTS = {
    *(f"rows--{name}" for name in get_args(StyleName) if name != "plain"),
    "rows--header",
    "rows--marked",
    "rows--cursor",
    "rows--cursor-blurred",
}
ROWS_CSS = """
VirtualRows {
    overflow-x: hidden;
    overflow-y: scroll;
    scrollbar-size-vertical: 1;
    height: 1fr;
    background: $surface;
    color: $foreground;
    & > .rows--muted { color: $text-muted; }
    & > .rows--good { color: $text-success; }
    & > .rows--warn { color: $text-warning; }
    & > .rows--bad { color: $text-error; }
    & > .rows--unknown { color: $text-warning; text-style: italic; }
    & > .rows--accent { color: $text-accent; }
    & > .rows--key { color: $text-primary; }
    & > .rows--string { color: $text-success; }
    & > .rows--number { color: $text-accent; }
    & > .rows--punct { color: $text-muted; }
    & > .rows--heading { text-style: bold; }
    & > .rows--match { color: $text-warning; text-style: bold underline; }
    & > .rows--header { color: $text-muted; background: $panel; text-style: bold; }
    & > .rows--marked { background: $boost; text-style: bold; }
    & > .rows--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    & > .rows--cursor-blurred { background: $block-cursor-blurred-background; }
}
"""


class RowStyles:
    """A widget's styles of meanings on grounds, looked up once."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._found: dict[tuple[StyleName, str], Style] = {}

    def clear(self) -> None:
        """Forget everything: the theme or the style sheet has changed."""
        self._found.clear()

    def of(self, name: StyleName, ground: str) -> Style:
        """Return the style of a meaning on a ground; the focused cursor's colour outweighs the meaning's."""
        found = self._found.get((name, ground))
        if found is None:
            style = self._widget.rich_style
            meaning = self._component(f"rows--{name}") if name != "plain" else Style()
            if ground == "row":
                found = style + meaning
            else:
                below = self._component(f"rows--{ground}", with_background=True)
                found = style + meaning + below if ground == "cursor" else style + below + meaning
            self._found[name, ground] = found
        return found

    def _component(self, name: str, *, with_background: bool = False) -> Style:
        # The partial style has the attributes, the whole one the colours: automatic ones need what is below them.
        widget = self._widget
        whole = widget.get_component_rich_style(name)
        own = widget.get_component_rich_style(name, partial=True)
        attributes = Style(bold=own.bold, italic=own.italic, underline=own.underline, reverse=own.reverse, dim=own.dim)
        colour = whole.color if widget.get_component_styles(name).has_rule("color") else None
        return attributes + Style(color=colour, bgcolor=whole.bgcolor if with_background else None)
