"""Which colours do the meanings of a text have on a row, under the cursor, on a marked row and in a header?

Colours are theme variables only. A row's ground is `row`, `marked`, `cursor`, `cursor-blurred` or `header`.
"""

from __future__ import annotations

from rich.style import Style
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget

from vpce_tui.view.text import StyleName

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
    &:ansi > .rows--muted, &:ansi > .rows--punct { text-style: dim; }
    &:nocolor > .rows--cursor { text-style: reverse; }
    &:nocolor > .rows--cursor-blurred { text-style: underline; }
    &:nocolor > .rows--header { text-style: bold underline; }
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
        styles = self._component_styles(name)
        own, whole = styles.partial_rich_style, styles.rich_style
        attributes = Style(bold=own.bold, italic=own.italic, underline=own.underline, reverse=own.reverse, dim=own.dim)
        colour = whole.color if styles.has_rule("color") else None
        return attributes + Style(color=colour, bgcolor=whole.bgcolor if with_background else None)

    def _component_styles(self, name: str) -> RenderStyles:
        """Return what the style sheet says of a name inside the widget.

        Textual's COMPONENT_CLASSES would do this for every name of every widget, shown or not, each time one of them is
        styled: a quarter of the time to the first frame.
        """
        node = DOMNode(classes=name)
        node._attach(self._widget)  # noqa: SLF001 - as the style sheet itself does for component classes
        self._widget.app.stylesheet.apply(node, animate=False)
        return node.styles
