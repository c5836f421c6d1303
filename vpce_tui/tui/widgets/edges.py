"""How is a word on a widget's border changed without drawing the whole widget again?

Setting Textual's `border_title` has every line of the widget drawn and sent anew: with a count on a list's edge, each
move of its cursor would cost a screen.
"""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget


def tell_on_edge(widget: Widget, *, title: str | Content | None = None, subtitle: str | Content | None = None) -> None:
    """Put words on a widget's upper or lower border and draw that line alone; None leaves what is there.

    A text is markup, as Textual takes it. The same words again, or words where there is no border, draw nothing.
    """
    top, bottom = widget.styles.gutter.top, widget.styles.gutter.bottom
    if title is not None and _is_new(widget, "_border_title", title) and top:
        _draw(widget, -top)
    if subtitle is not None and _is_new(widget, "_border_subtitle", subtitle) and bottom:
        _draw(widget, widget.region.height - top - 1)


def _is_new(widget: Widget, name: str, words: str | Content) -> bool:
    """Keep the words as `border_title` would, and say whether they are other ones than before."""
    made = widget.render_str(words).expand_tabs(4).split()[0]
    before = getattr(widget, name)
    setattr(widget, name, made)
    return before is None or not before.is_same(made)


def _draw(widget: Widget, y: int) -> None:
    """Draw the line `y` below the content's first."""
    widget.refresh(Region(-widget.styles.gutter.left, y, widget.region.width, 1))
