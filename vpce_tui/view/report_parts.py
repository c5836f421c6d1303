"""What is a report made of: sections of columns and cells, about a selection of the network?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from vpce_tui.errors import UnknownAnswerError, UnknownIdError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Record
from vpce_tui.model.topology import Topology
from vpce_tui.resources import BY_RECORD
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.text import StyleName

R = TypeVar("R", bound=Record)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, what it means, and why it says so."""

    text: str
    style: StyleName = "plain"
    why: str = ""
    """A sentence for those who ask; a format without room for it may leave it to the section of reasons."""


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    """Names the column where programs read it: camel case, or a service's label."""
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a report, with a sentence above it."""

    key: str
    """Names the section where programs read or choose it."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    says: str = ""
    empty: str = "None."
    """What is said where there are no rows."""


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One column of a table, with what its cells are made from."""

    key: str
    title: str
    cell: Callable[[T], Cell]


def table(
    key: str, title: str, fields: Sequence[Field[T]], items: Iterable[T], *, empty: str, says: str = ""
) -> Section:
    """Return a section with a row for each item."""
    rows = tuple(tuple(field.cell(item) for field in fields) for item in items)
    return Section(key, title, tuple(Column(field.key, field.title) for field in fields), rows, says, empty)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which VPCs and endpoints a report is about; none named means all."""

    vpc_ids: tuple[str, ...] = ()
    endpoint_ids: tuple[str, ...] = ()
    asked_vpcs: tuple[str, ...] = ()
    """The VPCs that were named, without those that come along with an endpoint."""

    def resolved(self, topology: Topology) -> Selection:
        """Return the selection with the VPCs of its endpoints, once each id is known to exist.

        Raises:
            UnknownIdError: There is no such VPC or endpoint.
            UnknownAnswerError: The list that would hold it was not read.
        """
        for vpc_id in self.vpc_ids:
            existing(topology, Vpc, "VPC", vpc_id)
        found = [existing(topology, VpcEndpoint, "VPC endpoint", endpoint_id) for endpoint_id in self.endpoint_ids]
        vpc_ids = dict.fromkeys((*self.vpc_ids, *(endpoint.vpc_id or "" for endpoint in found)))
        return replace(self, vpc_ids=tuple(vpc_ids), asked_vpcs=self.vpc_ids)

    def has_vpc(self, vpc_id: str | None) -> bool:
        return not self.vpc_ids or vpc_id in self.vpc_ids

    def takes(self, endpoint: VpcEndpoint) -> bool:
        """Say whether the endpoint is selected: by its id, or by its VPC where that was asked for."""
        if not self.endpoint_ids:
            return self.has_vpc(endpoint.vpc_id)
        return endpoint.vpc_endpoint_id in self.endpoint_ids or endpoint.vpc_id in self.asked_vpcs


def existing(topology: Topology, record_type: type[R], kind: str, record_id: str) -> R:
    """Return the record of an id that a person gave.

    Raises:
        UnknownIdError: There is none, and every list that could hold it was read.
        UnknownAnswerError: There may be one.
    """
    found = topology.find(record_type, record_id)
    if isinstance(found, record_type):
        return found
    known = [record.record_id for record in topology.records(record_type)]
    coverages = [topology.coverage(record_type, scope) for scope in topology.scopes]
    # In a Region that is switched off there is nothing that could be meant.
    if any(not found.complete and found.reason is not Reason.REGION_OFF for found in coverages):
        raise UnknownAnswerError(
            f"there may be a {kind} `{record_id}`, but {BY_RECORD[record_type].title} were not read to their end"
        )
    raise UnknownIdError(kind, record_id, known)
