"""When may a row's picture be shown again as it was drawn before?

When the row looks the same, and when its words are the same. A look tells by itself whether it differs; words may also
change because of something else than the row's item. Then all pictures are doubted, and each is compared once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from textual.strip import Strip

from vpce_tui.view.text import Run

Words: TypeAlias = tuple[Run, ...]

_ADDED: Final = 6
"""What `Look.seen_as` puts before a look's own rest."""


class Look(NamedTuple):
    """Everything that a row's picture depends on; a row whose look is the same is not drawn again."""

    row_id: str
    item: Any
    """Compared by identity: a record that changed is another object."""
    rest: tuple[object, ...]

    def same(self, other: Look | None) -> bool:
        return other is not None and self.item is other.item and self.row_id == other.row_id and self.rest == other.rest

    def seen_as(self, state: str, mark: str, common: tuple[object, object, object, object]) -> Look:
        """Return the look with the row's state and mark, and with what all rows of the widget have in common."""
        return Look(self.row_id, self.item, (state, mark, *common, *self.rest))

    @property
    def own(self) -> Look:
        """The look as it was before `seen_as`."""
        return Look(self.row_id, self.item, self.rest[_ADDED:])


@dataclass(slots=True)
class _Picture:
    look: Look
    words: Words
    strip: Strip
    compared_in: int
    """The generation in which the words were last compared with what they would be."""


class RowPictures:
    """Pictures of rows, by the rows' ids."""

    def __init__(self) -> None:
        self._pictures: dict[str, _Picture] = {}
        self._generation = 0

    def of(self, look: Look, words: Callable[[Look], Words]) -> Strip | None:
        """Return the picture of a row that looks like this; None if there is none, or if `words` are other ones now."""
        picture = self._pictures.get(look.row_id)
        if picture is None or not picture.look.same(look):
            return None
        if picture.compared_in != self._generation:
            if picture.words != words(look.own):
                return None
            picture.compared_in = self._generation
        return picture.strip

    def keep(self, look: Look, words: Words, strip: Strip) -> None:
        self._pictures[look.row_id] = _Picture(look, words, strip, self._generation)

    def doubt(self) -> None:
        """Compare the words of each picture before it is shown again."""
        self._generation += 1

    def forget(self) -> None:
        self._pictures.clear()

    def trim(self, most: int, near: Iterable[str]) -> None:
        """Keep those of the rows near by alone if there are too many."""
        if len(self._pictures) > most:
            self._pictures = {row_id: self._pictures[row_id] for row_id in {*near} & self._pictures.keys()}
