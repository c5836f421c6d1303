"""How does an API's answer become a record, whatever it holds, and how does a record become the answer again?

The fast path is msgspec's own decoder, which refuses unknown members and wrong types. What it refuses is walked member
by member: what fits goes into fields, what does not is kept in `unknown_members` under its JSON pointer. Numbers and
booleans that a recorder wrote as text, and numbers where AWS writes text, are kept there and read as what they say
besides: else a port would become any port. Only a record without an id is refused, for nothing could refer to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar, get_args, get_origin

import msgspec

from vpce_tui.model.record import Record, Shape

R = TypeVar("R", bound=Record)

MAX_DEPTH = 64
"""No shape of AWS's is nested half as deep; what lies deeper becomes `TOO_DEEP` instead of exhausting the stack."""

TOO_DEEP = "… nested too deeply to keep"

_NUMBER: Final = re.compile(r"-?[0-9]{1,18}")


class RecordError(ValueError):
    """An item that cannot become a record: it is not an object, or its id is missing."""


def to_record(raw: object, record_type: type[R]) -> R:
    """Return the record that `raw`, an item with the API's member names, describes.

    Raises:
        RecordError: `raw` is not an object or lacks the member that identifies the resource.
    """
    try:
        record = msgspec.convert(raw, record_type)
    except msgspec.ValidationError:
        return _lenient(raw, record_type)
    return record if is_sound(record) else _lenient(raw, record_type)


def is_sound(record: Record) -> bool:
    """Tell whether what the fast path made may be kept: it has an id, and no member posed as our own bookkeeping."""
    # INVARIANT: `unknown_members` is filled by this module alone. Taken from outside, a pointer in it could be nonsense
    # or smuggle a withheld member in.
    return record.unknown_members is None and record.has_identity


def to_records(raw: Iterable[object], record_type: type[R]) -> tuple[R, ...]:
    """Return the records of a whole list; see `to_record`."""
    return tuple(to_record(item, record_type) for item in raw)


def to_members(record: Record) -> dict[str, Any]:
    """Return the record with the API's member names, nothing lost and nothing added."""
    members: dict[str, Any] = msgspec.to_builtins(record)
    if record.unknown_members:
        del members["~unknownMembers"]
        # Inner places first: an item put back into a list moves those behind it, and pointers count without it.
        for pointer, value in sorted(record.unknown_members.items(), key=_last_put_back):
            _put(members, pointer, value)
    return members


def _last_put_back(unknown: tuple[str, Any]) -> tuple[bool, int]:
    pointer = unknown[0]
    return ("/!" in pointer, -pointer.count("/"))


class _Field(NamedTuple):
    name: str
    wire_name: str
    type: Any
    required: bool


@cache
def _fields(shape: type[Shape]) -> Mapping[str, _Field]:
    return {
        field.encode_name: _Field(field.name, field.encode_name, field.type, field.required)
        for field in msgspec.structs.fields(shape)
        if field.name != "unknown_members"
    }


def _lenient(raw: object, record_type: type[R]) -> R:
    if not isinstance(raw, Mapping):
        raise RecordError(f"expected an object, found {type(raw).__name__}")
    unknown: dict[str, Any] = {}
    values = _struct_values(raw, record_type, "", unknown, record_type.withheld)
    for known in _fields(record_type).values():
        if known.required and not values.get(known.name):
            raise RecordError(f"no `{known.wire_name}`")
    record = record_type(**values, unknown_members=unknown or None)
    if not record.has_identity:
        raise RecordError(f"neither {' nor '.join(f'`{name}`' for name in _identity_members(record_type))}")
    return record


def _identity_members(record_type: type[Record]) -> list[str]:
    named = (record_type.identity[0], record_type.identity_else)
    return [field.wire_name for field in _fields(record_type).values() if field.name in named]


def _struct_values(
    raw: Mapping[str, Any], shape: type[Shape], pointer: str, unknown: dict[str, Any], withheld: frozenset[str]
) -> dict[str, Any]:
    fields = _fields(shape)
    values: dict[str, Any] = {}
    for member, value in raw.items():
        if member in withheld:
            continue
        place = f"{pointer}/{_escape(str(member))}"
        field = fields.get(member)
        if field is None:
            if value is not None:
                unknown[place] = _kept(value, withheld)
        elif value is not None:
            fits, converted = _value(value, field.type, place, unknown, withheld)
            if fits:
                values[field.name] = converted
            else:
                unknown[place] = _kept(value, withheld)
                said = None if field.required else _as_written(value, field.type)
                if said is not None:
                    values[field.name] = said
    return values


def _value(raw: Any, wanted: Any, place: str, unknown: dict[str, Any], withheld: frozenset[str]) -> tuple[bool, Any]:
    """Return whether `raw` fits the wanted type, and the converted value."""
    for option in _options(wanted):
        if get_origin(option) is tuple:
            if isinstance(raw, list | tuple):
                return True, _items(raw, get_args(option)[0], place, unknown, withheld)
        elif isinstance(option, type) and issubclass(option, Shape):
            if isinstance(raw, Mapping) and place.count("/") < MAX_DEPTH:
                return True, option(**_struct_values(raw, option, place, unknown, withheld))
        else:
            try:
                return True, msgspec.convert(raw, option)
            except msgspec.ValidationError:
                continue
    return False, None


def _as_written(raw: Any, wanted: Any) -> int | str | None:
    """Return a number or boolean that was written as text, or a number where text is wanted; None for anything else."""
    options = _options(wanted)
    if isinstance(raw, str):
        if bool in options:
            return {"true": True, "false": False}.get(raw.lower())
        return int(raw) if int in options and _NUMBER.fullmatch(raw) else None
    return str(raw) if str in options and isinstance(raw, int) and not isinstance(raw, bool) else None


def _items(
    raw: Iterable[Any], wanted: Any, place: str, unknown: dict[str, Any], withheld: frozenset[str]
) -> tuple[Any, ...]:
    """Return the items that fit; the others are kept under their index."""
    kept: list[Any] = []
    for index, item in enumerate(raw):
        # A pointer into the list that will be written back: positions count what is kept so far.
        item_place = f"{place}/{len(kept)}"
        fits, converted = _value(item, wanted, item_place, unknown, withheld)
        if fits:
            kept.append(converted)
        else:
            unknown[f"{place}/!{index}"] = _kept(item, withheld)
    return tuple(kept)


def _options(wanted: Any) -> tuple[Any, ...]:
    if get_origin(wanted) is tuple:
        return (wanted,)
    return tuple(option for option in get_args(wanted) or (wanted,) if option is not type(None))


def _kept(value: Any, withheld: frozenset[str], depth: int = 0) -> Any:
    """Return a copy of `value` without the members that are never kept, and no deeper than can be written."""
    if isinstance(value, Mapping | list | tuple) and depth >= MAX_DEPTH:
        return TOO_DEEP
    if isinstance(value, Mapping):
        return {name: _kept(inner, withheld, depth + 1) for name, inner in value.items() if name not in withheld}
    if isinstance(value, list | tuple):
        return [_kept(inner, withheld, depth + 1) for inner in value]
    return value


def _escape(member: str) -> str:
    return member.replace("~", "~0").replace("/", "~1")


def _unescape(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _put(members: dict[str, Any], pointer: str, value: Any) -> None:
    """Put a value back where its pointer says; `!N` is an item of a list that stood at N."""
    *path, last = pointer.split("/")[1:]
    place: Any = members
    for step in path:
        if isinstance(place, list | tuple):
            place = place[int(step)]
        else:
            inner = place.setdefault(_unescape(step), {})
            if isinstance(inner, tuple):
                inner = place[_unescape(step)] = list(inner)
            place = inner
    if last.startswith("!") and isinstance(place, list):
        place.insert(int(last[1:]), value)
    else:
        place[_unescape(last)] = value
