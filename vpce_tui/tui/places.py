"""Which views did a person bookmark, which records did they visit, what did they type? Kept from session to session.

One JSON file in the folder for state (XDG), readable by its owner alone, written beside its name and renamed into
place. Each change reads it again first, so that two sessions lose nothing of each other's. Records are named by
account, Region and id: a bookmark made on live AWS works in a snapshot. A file that cannot be read is set aside, never
overwritten.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from vpce_tui.errors import VpceTuiError
from vpce_tui.exporters.writing import write_file

FORMAT: Final = "vpce-tui/places/1"
MOST_RECENT: Final = 100
MOST_COMMANDS: Final = 200


class Spot(msgspec.Struct, frozen=True, omit_defaults=True):
    """A view of one record, or of a table."""

    link: str
    """As `view.deep_links` writes it, or `:COMMAND`."""
    title: str = ""
    """What the record was called when one was there."""
    filter: str = ""

    @property
    def key(self) -> str:
        """What two visits of one record have in common."""
        return self.link.partition("#")[0]


class Bookmark(Spot, frozen=True, omit_defaults=True):
    """A view that a person gave a name to."""

    name: str = ""


class Places(msgspec.Struct):
    """All that is kept."""

    format: str = FORMAT
    bookmarks: list[Bookmark] = []
    recents: list[Spot] = []
    """The latest first."""
    commands: list[str] = []
    """Typed after `:`, the latest last."""
    sortings: dict[str, str] = {}
    """Resource name → the order of its table, as one types it."""


class PlacesFile:
    """The kept places, in a file or (without a path) for this session alone. May be used from any thread."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.trouble = ""
        """What a person should know: the file could not be read or written."""
        self._places = Places()
        self._lock = threading.RLock()
        self._is_kept = path is not None
        self.load()

    @property
    def now(self) -> Places:
        """What is known. Not to be changed: `change` does that."""
        return self._places

    def load(self) -> None:
        """Read the file. One that is broken is set aside; one of a later version is left alone and not written."""
        if self.path is None or not self._is_kept:
            return
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            self._stop_keeping(f"cannot read {self.path}: {error.strerror or error}")
            return
        try:
            written = msgspec.json.decode(data)
            version = written.get("format") if isinstance(written, dict) else None
            if isinstance(version, str) and version != FORMAT:
                self._stop_keeping(f"{self.path} was written by another version ({version})")
                return
            self._places = msgspec.convert(written, Places)
        except (msgspec.MsgspecError, ValueError) as error:
            self._set_aside(str(error))

    def change(self, make: Callable[[Places], None]) -> None:
        """Change what is kept and write it. Blocks for the file: call it in a thread."""
        with self._lock, self._one_at_a_time():
            self.load()
            make(self._places)
            if self.path is None or not self._is_kept:
                return
            try:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                pretty = msgspec.json.format(msgspec.json.encode(self._places), indent=1)
                write_file(str(self.path), [pretty.decode(), "\n"])
            except (OSError, VpceTuiError) as error:
                self._stop_keeping(str(error))

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Keep other sessions out between reading and writing, where the folder lets one."""
        import fcntl

        if self.path is None or not self._is_kept:
            yield
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            yield  # without a lock two sessions may lose a visit of each other's; the write itself tells what is wrong
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _stop_keeping(self, trouble: str) -> None:
        self._is_kept = False
        self.trouble = f"{trouble}: bookmarks and recents last for this session alone"

    def _set_aside(self, why: str) -> None:
        assert self.path is not None
        for number in range(1, 1000):
            aside = self.path.with_name(f"{self.path.name}.broken-{number}")
            if not aside.exists():
                break
        try:
            self.path.rename(aside)
        except OSError as error:
            self._stop_keeping(f"{self.path} is broken ({why}) and cannot be moved: {error.strerror or error}")
            return
        self.trouble = f"{self.path} could not be read ({why}); it is kept as {aside.name}, and bookmarks begin anew"


def add_bookmark(places: Places, bookmark: Bookmark) -> None:
    """Keep a view under its name; another one of that name goes."""
    places.bookmarks = [*(one for one in places.bookmarks if one.name != bookmark.name), bookmark]


def drop_bookmark(places: Places, name: str) -> None:
    places.bookmarks = [one for one in places.bookmarks if one.name != name]


def visit(places: Places, spot: Spot) -> None:
    """Put a view at the front of the recents; an earlier visit of the same record goes."""
    places.recents = [spot, *(one for one in places.recents if one.key != spot.key)][:MOST_RECENT]


def note_command(places: Places, line: str) -> None:
    """Remember a command line, once."""
    places.commands = [*(one for one in places.commands if one != line), line][-MOST_COMMANDS:]


def places_path() -> Path:
    """Return where the file belongs: `~/.local/state/vpce-tui/places.json`, or as XDG_STATE_HOME says."""
    from platformdirs import user_state_path  # imported by those that keep something, not before the first frame

    return user_state_path("vpce-tui", appauthor=False) / "places.json"
