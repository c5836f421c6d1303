"""A line to type in that takes one line, whatever is pasted into it."""

from __future__ import annotations

from textual.widgets import Input


class LineInput(Input):
    """Textual's input line, which would take in line ends and control characters, and draw them.

    What is copied in this program may be many lines of other people's text, and it can be pasted here.
    """

    def replace(self, text: str, start: int, end: int) -> None:
        """Put the first line of a text in place of what stands there; all typing and pasting comes through here."""
        line = text.strip("\r\n").partition("\n")[0].replace("\t", " ")
        super().replace("".join(filter(str.isprintable, line)), start, end)
