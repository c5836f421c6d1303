"""How is one edit made? Each room registers the edits of its kind."""

from __future__ import annotations

from functools import singledispatch
from typing import Any, TypeVar

from vpce_tui.errors import UnknownIdError
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.patched import Patch

R = TypeVar("R", bound=Record)


@singledispatch
def make(edit: Any, patch: Patch) -> None:
    """Make an edit in a patch."""
    raise TypeError(f"{type(edit).__name__} is no edit of {patch.base!r}")


def located(patch: Patch, record_type: type[R], record_id: str) -> tuple[Scope, R]:
    """Return the record that an edit names, and its scope.

    Raises:
        UnknownIdError: The topology does not hold it.
    """
    found = patch.base.find(record_type, record_id)
    if isinstance(found, Absent):
        raise UnknownIdError(record_type.__name__, record_id)
    return patch.base.scope_of(found) or patch.base.scopes[0], found
