"""What was read in this session, where it is kept, and what can be opened again after the connection has dropped?

A snapshot and a few words beside it in the person's state folder, mode 0600, replaced whole, so that a file is always
complete. The newest few are kept. Live sources only: what came from a file is in that file.
Source: XDG Base Directory Specification, `XDG_STATE_HOME`.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.topology import Topology

FORMAT: Final = "vpce-tui/session/1"
MOST_SESSIONS: Final = 5
MOST_RECORDS: Final = 1_000_000
"""More would take longer to write than anybody waits for, and more than 100 MB each."""
MOST_BYTES: Final = 512_000_000
"""All sessions together; the oldest go first."""
_MOST_WORDS: Final = 100_000


def sessions_folder() -> Path:
    """Return where sessions are kept."""
    from platformdirs import user_state_path

    return user_state_path("vpce-tui") / "sessions"


@dataclass(frozen=True, slots=True)
class Session:
    """One that can be opened again."""

    path: Path
    """The snapshot."""
    saved: datetime
    source: str = ""
    """What was read: profiles, accounts and Regions."""
    view: str = ""
    """Where one was, as `--view` takes it."""
    records: int = 0


class SessionFile:
    """The file of this session. `keep` may be called in any thread."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder
        self._now = now
        self._name = f"{now():%Y%m%d-%H%M%S}-{os.getpid()}"
        self._lock = threading.Lock()
        self._kept: Topology | None = None
        self.problem = ""
        """Why the last try failed; empty if it did not."""

    @property
    def path(self) -> Path:
        return self._folder / f"{self._name}.jsonl.gz"

    def keep(self, topology: Topology, view: str) -> bool:
        """Write what was read and where one is; return whether it is on disk. Blocks; O(records)."""
        with self._lock:
            records = sum(len(table.records) for table in topology.tables.values())
            if not records and not topology.opened:
                return False
            if records > MOST_RECORDS:
                self.problem = f"{records:,} records are too many to keep for `vpce-tui resume`"
                return False
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if topology is not self._kept:
                    from vpce_tui import snapshot

                    snapshot.save(self.path, topology, created=f"{self._now():%Y-%m-%dT%H:%M:%SZ}")
                    self._kept = topology
                self._tell({"source": _source(topology), "view": view, "records": records})
            except (OSError, VpceTuiError) as error:
                self.problem = str(error)
                return False
            self.problem = ""
            _drop_old(self._folder, self.path)
            return True

    def _tell(self, told: Mapping[str, Any]) -> None:
        """Write the words beside the snapshot."""
        beside = self._folder / f"{self._name}.json"
        half = beside.with_suffix(".json.part")
        words = {"format": FORMAT, "saved": f"{self._now():%Y-%m-%dT%H:%M:%SZ}", **told}
        with open(half, "w", encoding="utf-8", opener=_private) as file:
            json.dump(words, file)
        half.replace(beside)


def _source(topology: Topology) -> str:
    """Return whose data it is, in a few words."""
    told = [f"{opened.profile} {scope}".strip() for scope, opened in sorted(topology.opened.items())]
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    return ", ".join(told[:3]) + more


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _drop_old(folder: Path, mine: Path) -> None:
    """Delete what is more than the newest few, or than the bytes there are for them; never one's own."""
    room = MOST_BYTES
    others = [session.path for session in sessions(folder) if session.path != mine]
    for count, path in enumerate([mine, *others], 1):
        room -= path.stat().st_size if path.exists() else 0
        if path != mine and (count > MOST_SESSIONS or room < 0):
            path.unlink(missing_ok=True)
            _beside(path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name.removesuffix('.jsonl.gz')}.json")


def sessions(folder: Path) -> list[Session]:
    """Return what can be opened again, the newest first. What is damaged is told by the snapshot's own reader."""
    found: list[Session] = []
    try:
        paths = list(folder.glob("*.jsonl.gz"))
    except OSError:
        return []
    for path in paths:
        try:
            saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError:
            continue
        words = _words(_beside(path))
        found.append(Session(path, saved, _text(words, "source"), _text(words, "view"), _number(words, "records")))
    return sorted(found, key=lambda session: (session.saved, session.path.name), reverse=True)


def _words(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            words = json.loads(file.read(_MOST_WORDS))
    except (OSError, ValueError, RecursionError):
        return {}
    return words if isinstance(words, dict) and words.get("format") == FORMAT else {}


def _text(words: Mapping[str, Any], name: str) -> str:
    value = words.get(name)
    return value if isinstance(value, str) else ""


def _number(words: Mapping[str, Any], name: str) -> int:
    value = words.get(name)
    return value if isinstance(value, int) else 0
