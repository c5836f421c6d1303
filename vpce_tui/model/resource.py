"""How is a resource type read, shown and linked to others?

A description is data: the collector reads by it, tables show by it, the explorer follows its links. To add a resource
type is one new file in `vpce_tui.resources` that ends in such a description, and one line in that folder's tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from vpce_tui.model.record import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Read:
    """The API call that lists a resource type."""

    operation: str
    """The operation's name in the service model, such as `DescribeVpcEndpoints`."""
    result_key: str
    """The member of the answer that holds the list (or the one object); a dotted path goes through lists on its way."""
    page_size: int | None = 1000
    """MaxResults; None for operations that do not page."""
    service: str = "ec2"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Sent with every call."""
    parent: Parent | None = None
    """For operations that answer about one resource a call."""
    variants: tuple[Mapping[str, Any], ...] = ({},)
    """Calls to make for each parent, each with these further parameters; their answers are parts of one record."""


@dataclass(frozen=True, slots=True)
class Parent:
    """The resource that a call is about: one call for each of its records."""

    record_type: type[Record]
    parameter: str
    """The request parameter that takes the parent's id."""
    field: str = ""
    """The field of the answer's records that the parent's id is put into, for answers that do not repeat it."""
    as_list: bool = False
    """The parameter takes a list of ids."""
    when: Callable[[Any], bool] | None = None
    """Which parents to ask about; None means all."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of the table of a resource type."""

    title: str
    value: Callable[[R], str]
    wide: bool = False
    """May be left out where space is short."""


@dataclass(frozen=True, slots=True)
class Link(Generic[R]):
    """Ids in a record that name other records."""

    label: str
    target: str
    """The target's resource name, such as `subnets`: a name, so that no file must import another for its links."""
    ids: Callable[[R], Iterable[str | None]]


@dataclass(frozen=True, slots=True)
class Resource(Generic[R]):
    """Everything about one resource type."""

    record: type[R]
    name: str
    """The AWS CLI's spelling, plural: `vpc-endpoints`."""
    title: str
    """What a person calls them: `VPC endpoints`."""
    read: Read
    columns: tuple[Column[R], ...] = ()
    links: tuple[Link[R], ...] = ()
    file_keys: tuple[str, ...] = ()
    """Top-level keys that a file of API answers may hold these records under, when other than the result key."""

    @property
    def permission(self) -> str:
        """The IAM action that allows the reading."""
        prefix = {"route53resolver": "route53resolver"}.get(self.read.service, self.read.service)
        return f"{prefix}:{self.read.operation}"


def text(value: object) -> str:
    """Return a cell's text for a member: empty for none, yes or no for a bool, lists joined by spaces."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(text(item) for item in value)
    return str(value)


def member(title: str, name: str, *, wide: bool = False) -> Column[Any]:
    """Return a column that shows one field; a dotted name goes through nested shapes."""
    path = name.split(".")

    def value(record: Any) -> str:
        found = record
        for step in path:
            found = getattr(found, step, None)
            if found is None:
                return ""
        return text(found)

    return Column(title, value, wide)


def label_column() -> Column[Any]:
    """Return the column of the Name tag."""
    return Column("NAME", lambda record: record.name_tag)
