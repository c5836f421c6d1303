"""Where are the recent requests kept between sessions, and how is a case written so that only its owner reads it?

One small JSON file in the XDG state folder, mode 0600, replaced whole. What cannot be read is left out and told, never
an obstacle; a damaged file is put aside before a new one takes its place.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from vpce_tui.errors import MalformedInputError, UnreadableError, UsageError
from vpce_tui.view.policy_case import ask_from, ask_object
from vpce_tui.view.policy_request import Ask

FORMAT: Final = "vpce-tui/requests/1"
MOST_KEPT: Final = 30
LARGEST_STATE: Final = 1024 * 1024
LARGEST_FILE: Final = 16 * 1024 * 1024
"""Bytes of a policy or a case; the largest policy of AWS is 20,480 characters."""

Recent = tuple[str, Ask]
"""The id of the endpoint that was asked about, and the question."""


def state_file() -> Path:
    """Return where recent requests are kept: `$XDG_STATE_HOME/vpce-tui/requests.json`."""
    home = os.environ.get("XDG_STATE_HOME") or ""
    folder = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "state"
    return folder / "vpce-tui" / "requests.json"


def load_recent(path: Path) -> tuple[list[Recent], str]:
    """Return the recent requests, the latest first, and what was wrong with the file; empty where nothing was."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_STATE + 1)
    except FileNotFoundError:
        return [], ""
    except OSError as error:
        return [], f"cannot read `{path}`: {error.strerror}"
    try:
        # `RecursionError`: the standard parser gives up on text that is nested without end.
        value = json.loads(data) if len(data) <= LARGEST_STATE else None
    except (ValueError, RecursionError):
        value = None
    listed = value.get("requests") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        return [], f"`{path}` is damaged; it is put aside when the next request is kept"
    found = [recent for each in listed if (recent := ask_from(each)) is not None]
    lost = len(listed) - len(found)
    return found[:MOST_KEPT], f"{lost} of the recent requests in `{path}` are damaged and left out" if lost else ""


def save_recent(path: Path, recent: Sequence[Recent]) -> None:
    """Keep the recent requests.

    Raises:
        UnreadableError: The file cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and load_recent(path)[1]:
            path.replace(path.with_suffix(".damaged.json"))
    except OSError as error:
        raise UnreadableError(f"cannot keep recent requests in `{path}`: {error.strerror}") from None
    listed = [ask_object(ask, endpoint_id) for endpoint_id, ask in recent[:MOST_KEPT]]
    write_json(path, {"format": FORMAT, "requests": listed})


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON, mode 0600, whole or not at all.

    Raises:
        UsageError: The path is a folder, or its folder does not exist.
        UnreadableError: The file cannot be written.
    """
    path = Path(os.path.expanduser(path))  # Path's own fails for a `~nobody`
    if path.is_dir():
        raise UsageError(f"cannot write `{path}`: it is a directory", help="name a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"cannot write `{path}`: there is no folder `{path.parent}`")
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")  # its mode is 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            # ASCII only: no terminal obeys what a policy holds, and lone surrogates stay what they are.
            json.dump(value, file, indent=2)
            file.write("\n")
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UnreadableError(f"cannot write `{path}`: {error.strerror}") from None


def read_file(path: Path) -> str:
    """Return the text of a file that somebody named.

    Raises:
        UnreadableError: It cannot be read.
        MalformedInputError: It is too large, or not UTF-8.
    """
    try:
        with Path(os.path.expanduser(path)).open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableError(f"cannot read `{path}`: {words}", help="check the path") from None
    if len(data) > LARGEST_FILE:
        raise MalformedInputError(f"`{path}` is larger than {LARGEST_FILE // 1024 // 1024} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedInputError(f"`{path}` is not UTF-8 at byte {error.start}", help="save it as UTF-8") from None
