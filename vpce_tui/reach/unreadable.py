"""Which members of a rule were sent in a form that says nothing?

A port that is no number must not become any port, nor a list that is none an empty one: a filter that holds such a
member decides nothing by it. What a recorder merely wrote as text (`"443"`, `"true"`) was read as what it says.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from vpce_tui.model.record import Record

_SAYS_SOMETHING = re.compile(r"-?[0-9]{1,18}|true|false", re.IGNORECASE)


def unreadable(record: Record, place: str, members: Collection[str]) -> str:
    """Return the JSON pointer of the first of these members under a place whose value could not be read, or nothing.

    Items of lists that are no objects count as well, whatever their list is called.
    """
    for pointer, value in (record.unknown_members or {}).items():
        if not f"{pointer}/".startswith(f"{place}/") or _readable(value):
            continue
        last = pointer.rpartition("/")[2]
        if last in members or last.startswith("!"):
            return pointer
    return ""


def _readable(value: object) -> bool:
    if isinstance(value, str):
        return _SAYS_SOMETHING.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)
