"""Random items of every resource type's answer, made from the types' own fields, with members that nobody knows.

An item draws a hundred times: strategies are made once, not anew for each draw.
"""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from vpce_tui.model.decoding import to_record
from vpce_tui.model.record import Record, Shape
from vpce_tui.resources import RESOURCES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
}
NAME = TEXT.filter(bool)
ODD_NAME = TEXT | st.sampled_from(["~", "a/b", "!0", "0", "~unknownMembers"])
IN_TEN = st.integers(0, 9)
IN_FORTY = st.integers(0, 39)
A_RESOURCE = st.sampled_from(RESOURCES)


def shapes_in(wanted: Any) -> list[type[Shape]]:
    """Return the shapes that a field's type names."""
    if isinstance(wanted, type) and issubclass(wanted, Shape):
        return [wanted]
    return [shape for option in get_args(wanted) for shape in shapes_in(option)]


@cache
def values(wanted: Any) -> st.SearchStrategy[Any]:
    """Return JSON values that fit a field's type."""
    if get_origin(wanted) is tuple:
        return st.lists(values(get_args(wanted)[0]), max_size=2)
    options = [option for option in get_args(wanted) if option is not type(None)]
    if options:
        return st.one_of([values(option) for option in options])
    if isinstance(wanted, type) and issubclass(wanted, Shape):
        return members(wanted)
    return SCALARS[wanted]


def members(shape: type[Shape]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects of a shape: some of its members, now and then a strange value or a member that nobody knows."""
    return _members(shape)


@cache
@st.composite
def _members(draw: st.DrawFn, shape: type[Shape]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(shape):
        if field.name == "unknown_members":
            continue
        if field.required:
            found[field.encode_name] = draw(NAME)
        elif draw(IN_TEN) < 3:
            found[field.encode_name] = draw(values(field.type))
        elif draw(IN_FORTY) == 0:
            found[field.encode_name] = draw(JSON)
    if issubclass(shape, Record) and shape.identity_else:
        names = {field.name: field.encode_name for field in msgspec.structs.fields(shape)}
        named = draw(st.sampled_from([shape.identity[0], shape.identity_else]))
        found[names[named]] = draw(NAME)
    if draw(IN_TEN) == 0:
        found[draw(ODD_NAME)] = draw(JSON)
    return found


@cache
@st.composite
def items(draw: st.DrawFn) -> tuple[type[Record], dict[str, Any]]:
    """Draw a resource type and one item of its answer."""
    record_type: type[Record] = draw(A_RESOURCE).record
    return record_type, draw(members(record_type))


@cache
@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw a record of any type."""
    record_type, item = draw(items())
    return to_record(item, record_type)
