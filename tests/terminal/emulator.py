"""What would a terminal show after these bytes? pyte, with what real terminals do beyond it.

Added: the alternate screen, scrolling by a count (`CSI S`, `CSI T`), erasing and overwriting half of a wide character,
signs without a width that are no combining marks, sequences that pyte would print (`CSI <`, `CSI =`), answers to mode
queries. Dim and links are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, ClassVar, Final, NamedTuple

import pyte
from pyte import modes
from wcwidth import wcwidth

_UNKNOWN: Final = re.compile(rb"\x1b\[[<=>][\d;]*[A-Za-z]|\x1b\[\?[\d;]*\$p|\x1b\[\?[\d;]*u")
"""Sequences that pyte does not know and would take for text."""
_UNFINISHED: Final = re.compile(rb"\x1b(\[[\d;?<=>$ ]*)?\Z")


ALTERNATE_SCREEN: Final = 1049


class Cell(NamedTuple):
    """What one cell of a terminal shows; the second half of a wide character holds no text."""

    text: str
    foreground: str
    background: str
    bold: bool
    italic: bool
    underline: bool
    strike: bool
    reverse: bool
    blink: bool


class _Screen(pyte.Screen):
    def __init__(self, columns: int, lines: int, answer: Callable[[str], None], *, bce: bool) -> None:
        self._answer = answer
        self._bce = bce
        self._kept: dict[int, dict[int, Any]] | None = None
        super().__init__(columns, lines)

    def write_process_input(self, data: str) -> None:
        self._answer(data)

    def draw(self, data: str) -> None:
        for char in data:
            width = wcwidth(char)
            line = self.buffer[self.cursor.y]
            if width <= 0:
                at = self.cursor.x - 1
                while at > 0 and line[at].data == "":
                    at -= 1
                if at >= 0:
                    line[at] = line[at]._replace(data=line[at].data + char)
                continue
            if self.cursor.x + width > self.columns:
                if modes.DECAWM in self.mode:
                    self.carriage_return()
                    self.linefeed()
                    line = self.buffer[self.cursor.y]
                else:
                    self.cursor.x = self.columns - width
            self._split(self.cursor.x, self.cursor.x + width)
            line[self.cursor.x] = self.cursor.attrs._replace(data=char)
            if width == 2:
                line[self.cursor.x + 1] = self.cursor.attrs._replace(data="")
            self.cursor.x += width
        self.dirty.add(self.cursor.y)

    def _split(self, start: int, end: int) -> None:
        """Blank the halves of wide characters that stick out of [start, end)."""
        line = self.buffer[self.cursor.y]
        if 0 < start < self.columns and line[start].data == "":
            line[start - 1] = line[start - 1]._replace(data=" ")
        if end < self.columns and line[end].data == "":
            line[end] = line[end]._replace(data=" ")

    def erase_characters(self, count: int | None = None) -> None:
        self._split(self.cursor.x, min(self.columns, self.cursor.x + (count or 1)))
        with self._erasing():
            super().erase_characters(count)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        start, end = ((self.cursor.x, self.columns), (0, self.cursor.x + 1), (0, self.columns))[how]
        self._split(start, end)
        with self._erasing():
            super().erase_in_line(how, private)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        with self._erasing():
            for line in (range(self.cursor.y + 1, self.lines), range(self.cursor.y), range(self.lines))[min(how, 2)]:
                for column in range(self.columns):  # pyte erases only cells that have been written to before
                    self.buffer[line][column] = self.cursor.attrs
            if how < 2:
                super().erase_in_line(how)

    @contextmanager
    def _erasing(self) -> Iterator[None]:
        """Erase with the terminal's own ground where it does not erase with the present one."""
        attributes = self.cursor.attrs
        if not self._bce:
            self.cursor.attrs = self.default_char
        yield
        self.cursor.attrs = attributes

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        if kwargs.get("private") and ALTERNATE_SCREEN in modes and self._kept is None:
            self.save_cursor()
            self._kept = {y: dict(row) for y, row in self.buffer.items()}
            super().erase_in_display(2)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and ALTERNATE_SCREEN in modes and self._kept is not None:
            self.buffer.clear()
            for y, row in self._kept.items():
                self.buffer[y].update(row)
            self._kept = None
            self.restore_cursor()

    def scroll_up(self, count: int | None = None) -> None:
        self._scroll(count or 1, self.delete_lines)

    def scroll_down(self, count: int | None = None) -> None:
        self._scroll(count or 1, self.insert_lines)

    def _scroll(self, count: int, shift: Callable[[int], None]) -> None:
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = self.margins.top if self.margins else 0
        shift(count)
        # Which ground new lines get differs between terminals: a program that relies on one shall be found out.
        top, bottom = self.margins or (0, self.lines - 1)
        new = range(bottom - count + 1, bottom + 1) if shift == self.delete_lines else range(top, top + count)
        for line in new:
            for column in range(self.columns):
                self.buffer[line][column] = self.default_char._replace(bg="red")
        self.cursor.x, self.cursor.y = x, y

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        super().set_margins(top, bottom)
        if self.margins is None:
            self.cursor_position()  # as xterm does: pyte forgets it where the margins are taken away


class _Stream(pyte.ByteStream):
    csi: ClassVar = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down"}  # type: ignore[misc]
    events = pyte.ByteStream.events | {"scroll_up", "scroll_down"}


class Emulator:
    """A terminal of `columns` × `lines`; `answer` gets what it says back, like cursor-position reports."""

    def __init__(
        self,
        columns: int,
        lines: int,
        answer: Callable[[bytes], None] = lambda data: None,
        *,
        erases_with_background: bool = True,
    ) -> None:
        self._answer = answer
        self.screen = _Screen(columns, lines, lambda text: answer(text.encode()), bce=erases_with_background)
        self._stream = _Stream(self.screen)
        self._rest = b""
        self.answers_sync_query = False
        """Does it say that it knows synchronized output (mode 2026)?"""

    def feed(self, data: bytes) -> None:
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        self._rest = unfinished.group() if unfinished else b""
        data = data[: len(data) - len(self._rest)]
        if self.answers_sync_query and b"\x1b[?2026$p" in data:
            self._answer(b"\x1b[?2026;2$y")
        self._stream.feed(_UNKNOWN.sub(b"", data))

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)

    @property
    def lines(self) -> list[str]:
        """The text of each line, without the spaces at its end."""
        screen = self.screen
        rows = (screen.buffer[y] for y in range(screen.lines))
        return ["".join([row[x].data for x in range(screen.columns)]).rstrip() for row in rows]

    def cells(self) -> list[list[Cell]]:
        """Every cell, row by row."""
        return [self.row(y) for y in range(self.screen.lines)]

    def row(self, y: int) -> list[Cell]:
        row = self.screen.buffer[y]
        return [_cell(row[x]) for x in range(self.screen.columns)]

    def has_mode(self, mode: int) -> bool:
        """Is a private mode set, like 1049 (alternate screen) or 2004 (bracketed paste)?"""
        return mode << 5 in self.screen.mode

    @property
    def shows_cursor(self) -> bool:
        return not self.screen.cursor.hidden


@lru_cache(maxsize=8192)  # of thousands of cells most look alike
def _cell(char: Any) -> Cell:
    return Cell(
        char.data,
        char.fg,
        char.bg,
        char.bold,
        char.italics,
        char.underscore,
        char.strikethrough,
        char.reverse,
        char.blink,
    )


def differences(left: Iterable[list[Cell]], right: Iterable[list[Cell]]) -> list[str]:
    """Name the cells in which two screens differ, for a failed test to show."""
    told = []
    for y, (mine, theirs) in enumerate(zip(left, right, strict=True)):
        for x, (one, other) in enumerate(zip(mine, theirs, strict=True)):
            if one != other:
                told.append(f"line {y} column {x}: {tuple(one)} and {tuple(other)}")
    return told
