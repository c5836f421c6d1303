"""How does a text get into the clipboard of the terminal, which may be at the other end of SSH, tmux or screen?

By OSC 52. tmux takes it itself where `set-clipboard` is on and passes a wrapped one through where `allow-passthrough`
is; one cannot ask which, so both are sent. GNU screen passes it on in pieces. Terminals drop what is too long without
a word: then the text goes into a file.
Source: XTerm Control Sequences, "Operating System Commands"; tmux(1), `allow-passthrough`, `set-clipboard`;
GNU screen manual, "Control Sequences" (a string may have 768 bytes).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from vpce_tui.errors import UnreadableError

MOST_BYTES: Final = 74_994
"""Of the text as UTF-8: as base64 in its sequence it just stays below the 100,000 bytes that terminals take."""

SCREEN_PIECE: Final = 700
"""Bytes in one string that GNU screen passes on, its limit being 768 with what stands around."""


def clipboard_sequence(text: str, environment: Mapping[str, str]) -> str | None:
    """Return what to write to the terminal so that it takes the text, or None where the text is too long for it."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MOST_BYTES:
        return None
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\a"
    if environment.get("TMUX"):
        return sequence + "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environment.get("STY"):
        pieces = (sequence[at : at + SCREEN_PIECE] for at in range(0, len(sequence), SCREEN_PIECE))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def copy_into_file(text: str, now: datetime, folders: list[Path]) -> Path:
    """Write a text into a new file that its owner alone can read, in the first folder that takes it.

    Raises:
        UnreadableError: None of the folders does.
    """
    ending = "json" if text.startswith(("{", "[")) else "txt"
    problem = ""
    for folder in folders:
        path = folder / f"vpce-tui-copy-{now:%Y%m%d-%H%M%S-%f}.{ending}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
                file.write(text + "\n")
        except OSError as error:
            problem = f"{path}: {error.strerror or error}"
        else:
            return path
    raise UnreadableError(f"cannot write a file for what is too long to copy: {problem}")


def folders_for_copies() -> list[Path]:
    """Return where such a file goes: the folder one is in, else the folder for state."""
    from platformdirs import user_state_path

    return [Path.cwd(), user_state_path("vpce-tui", appauthor=False)]
