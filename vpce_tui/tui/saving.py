"""How does a screen write a file of text, and never over one that is there?"""

from __future__ import annotations

import os
from pathlib import Path


def write_new(name: str, text: str) -> tuple[bool, str]:
    """Write a new file; return whether that worked, and what to tell. Blocks: call it in a thread."""
    try:
        # Never over a file that is there: the name may be a slip.
        # Path's own `expanduser` fails for a `~nobody`.
        with Path(os.path.expanduser(name)).open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        return False, f"cannot save {name}: {error.strerror}"
    return True, f"saved {name}"
