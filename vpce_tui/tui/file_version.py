"""Has a file, or a directory of files, changed since it was read?"""

from __future__ import annotations

import os
from collections.abc import Iterator


def version_of(path: str) -> object:
    """Return what differs as soon as a file is written or replaced, or a file below a directory comes or goes.

    One look at each file's entry, none into it. What cannot be looked at is told by its absence.
    """
    if not os.path.isdir(path):
        return tuple(_entry(path))
    found = []
    for folder, _, names in os.walk(path):
        found += [entry for name in names for entry in _entry(os.path.join(folder, name))]
    return tuple(sorted(found))


def _entry(path: str) -> Iterator[tuple[str, int, int, int]]:
    try:
        status = os.stat(path)
    except OSError:
        return
    yield path, status.st_mtime_ns, status.st_size, status.st_ino
