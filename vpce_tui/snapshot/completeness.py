"""Do the recorded answers of one list hold all of it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.record import Record
from vpce_tui.model.resource import Parent, Resource
from vpce_tui.resources import BY_RECORD


@dataclass(frozen=True, slots=True)
class Share:
    """One answer's share of a list, as far as completeness goes."""

    file_name: str
    more: bool
    """It says that another page follows."""
    partial: str
    """Why it is not all there is, although no page is missing; empty if it is."""
    malformed: int
    """Items that could not become records."""
    parent_id: str
    """The resource that it is about, for calls that ask about one."""
    named: tuple[str, str]
    """The account and the Region that its file's name tells; each may be empty."""
    answered: frozenset[tuple[str, str]]
    """The resources that it is about, each with the attribute that was asked for, or an empty string."""


def coverage(
    resource: Resource[Any], shares: Sequence[Share], parents: Iterable[Record], parent_coverage: Coverage | None
) -> Coverage:
    """Return how complete a list is, given its shares in the natural order of their files.

    `parents` and `parent_coverage` are the list of the resources that a call is about, for calls that ask about one.
    """
    malformed = sum(share.malformed for share in shares)
    if malformed:
        return _failed(Reason.MALFORMED, f"{malformed} items are no records")
    for chain in _chains(shares):
        if chain[-1].more:
            return _failed(Reason.TRUNCATED, f"`{chain[-1].file_name}` says that more follows, and no file holds it")
        if missing := _left_out([share.file_name for share in chain if share.more] + [chain[-1].file_name]):
            return _failed(Reason.TRUNCATED, f"page {missing} before `{chain[-1].file_name}` is missing")
    partial = next((share.partial for share in shares if share.partial), "")
    if partial:
        return _failed(Reason.NOT_ASKED, partial)
    if resource.read.parent is not None:
        return _about_each(resource, resource.read.parent, shares, tuple(parents), parent_coverage)
    return COMPLETE


def _failed(reason: Reason, message: str) -> Coverage:
    return Coverage(Progress.FAILED, reason, message=message)


def _chains(shares: Sequence[Share]) -> Iterator[list[Share]]:
    """Yield the answers to one question each: of one list, or about one resource, in one account and Region."""
    chains: dict[tuple[str, tuple[str, str]], list[Share]] = {}
    for share in shares:
        chains.setdefault((share.parent_id, share.named), []).append(share)
    yield from chains.values()


def _left_out(names: list[str]) -> int | None:
    """Return the first number that is left out of names that differ in one number only, or None."""
    if len(names) < 2:
        return None
    split = [re.split(r"([0-9]+)", name) for name in names]
    if len({len(parts) for parts in split}) != 1:
        return None
    differing = [at for at, parts in enumerate(zip(*split, strict=True)) if len(set(parts)) > 1]
    if len(differing) != 1 or differing[0] % 2 == 0:
        return None
    numbers = {int(parts[differing[0]]) for parts in split if len(parts[differing[0]]) < 10}
    # Pages count from 0 or from 1; a chain that starts later has lost its beginning.
    first = min(0 if 0 in numbers else 1, min(numbers, default=1))
    return next((number for number in range(first, max(numbers, default=0)) if number not in numbers), None)


def _about_each(
    resource: Resource[Any],
    parent: Parent,
    shares: Sequence[Share],
    parents: tuple[Record, ...],
    parent_coverage: Coverage | None,
) -> Coverage:
    title = BY_RECORD[parent.record_type].title
    if parent_coverage is None or not parent_coverage.complete:
        return _failed(Reason.NOT_ASKED, f"the list of {title} was not read to its end, so some may be missing here")
    answered = frozenset[tuple[str, str]]().union(*(share.answered for share in shares))
    wanted = {str(getattr(record, record.identity[-1])) for record in parents if not parent.when or parent.when(record)}
    variants = [str(variant.get("Attribute", "")) for variant in resource.read.variants]
    attributes = [name[:1].upper() + name[1:] for name in variants]
    lacking = {parent_id for parent_id in wanted for name in attributes if (parent_id, name) not in answered}
    if lacking:
        asked = f"{len(wanted) - len(lacking)} of {len(wanted)} {title}"
        return _failed(Reason.NOT_ASKED, f"only {asked} were asked, not for instance {min(lacking)}")
    return COMPLETE
