"""How is a view named, so that the same view can be opened again from a command line?

A link is one word: `ACCOUNT/REGION/TYPE/ID`, with `#PAGE` behind it for another page of the inspector than the
overview. `--view` also takes a bare id, whatever scope it is in, and `:COMMAND`, what one would type in the explorer.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vpce_tui.errors import UsageError, nearest_names
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources import BY_NAME, BY_RECORD, RESOURCES
from vpce_tui.view.inspect import PAGES
from vpce_tui.view.names import component_target

_PAGE_KEYS: Final = frozenset(page.key for page in PAGES)


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A record and the page shown about it."""

    record_id: str
    record_type: type[Record] | None = None
    """None where the link is a bare id."""
    scope: Scope | None = None
    page: str = ""
    """Empty for the overview."""

    @property
    def text(self) -> str:
        page = f"#{self.page}" if self.page not in ("", "overview") else ""
        if self.record_type is None or self.scope is None:
            return f"{self.record_id}{page}"
        return f"{self.scope}/{BY_RECORD[self.record_type].name}/{self.record_id}{page}"


def parse_link(text: str) -> RecordLink:
    """Return what a link means; a word that is no link is taken for an id.

    Raises:
        UsageError: The link names a resource type that there is none of.
    """
    words, hash_sign, page = text.strip().rpartition("#")
    if not hash_sign or page not in _PAGE_KEYS:
        words, page = text.strip(), ""
    parts = words.split("/", 3)
    if len(parts) < 4 or not parts[0].isalnum():
        return RecordLink(words, page=page)
    account, region, type_name, record_id = parts
    resource = BY_NAME.get(type_name)
    if resource is None:
        nearest = nearest_names(type_name, BY_NAME)
        raise UsageError(f"there is no resource type `{type_name}`", help=f"did you mean {nearest}?" if nearest else "")
    return RecordLink(record_id, resource.record, Scope(account, region), page)


def resolve(link: RecordLink, topology: Topology) -> tuple[Scope, Record] | None:
    """Return the record that a link names with the scope it was read in, or None where it is not there (yet).

    A link whose scope does not have the record is looked for in the others: a resource may be shared, and a snapshot
    may say another account. O(scopes) for a full link, O(types × scopes) for a bare id.
    """
    if link.record_type is not None:
        if link.scope is not None and link.record_id in topology.table(link.record_type, link.scope).records:
            return link.scope, topology.table(link.record_type, link.scope).records[link.record_id]
        found = topology.find(link.record_type, link.record_id, link.scope)
        if isinstance(found, Absent):
            return None
        return topology.scope_of(found) or Scope("", ""), found
    for resource in RESOURCES:
        # What belongs to a VPC without an id of its own goes by the VPC's: that one is found first.
        found = topology.find(resource.record, link.record_id)
        if not isinstance(found, Absent):
            return topology.scope_of(found) or Scope("", ""), found
    return None


def why_absent(link: RecordLink, topology: Topology) -> str:
    """Return one sentence: why the record of a link is not there, and which id looks like it."""
    types = [link.record_type] if link.record_type is not None else _types_of_id(link.record_id)
    reasons = [found for kind in types if isinstance(found := topology.find(kind, link.record_id, link.scope), Absent)]
    if not reasons or all(reason.certain for reason in reasons):
        told = f"{link.record_id} is not in what was read"
    else:
        told = next(reason for reason in reasons if not reason.certain).says
    known = [record.record_id for kind in types for record in topology.records(kind)]
    nearest = nearest_names(link.record_id, known)
    return f"{told}: did you mean {nearest}?" if nearest else told


def _types_of_id(record_id: str) -> list[type[Record]]:
    """Return the type whose ids begin like this one, where the beginning tells it."""
    target = component_target(record_id)
    return [target.record_type] if target is not None else []


def reopening_command(source_words: Sequence[str], view: str, filter_text: str = "") -> str:
    """Return the command that opens a view again, quoted for a shell. `source_words` choose the source."""
    words = ["vpce-tui", *source_words]
    words += ["--view", view] if view else []
    words += ["--filter", filter_text] if filter_text else []
    return shlex.join(words)
