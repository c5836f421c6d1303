"""How do records become columns of Parquet, and columns records again?

What AWS did not send is null, a list that it sent empty is an empty list. A record that the columns cannot hold
exactly stands in `record_json` as a whole, besides what of it the columns can hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any, Final, get_args, get_origin

import msgspec

from vpce_tui.errors import MalformedInputError, UnreadableError
from vpce_tui.model.decoding import RecordError, is_sound, to_members, to_record
from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.snapshot.parquet.layout import RECORD_JSON, column_name

_INTEGER_BITS: Final = 63


@cache
def pyarrow() -> Any:
    """Return pyarrow with its Parquet half.

    Raises:
        UnreadableError: It is not installed.
    """
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError as error:
        raise UnreadableError(
            "Parquet needs pyarrow, which is not installed", help="pip install 'vpce-tui[parquet]'"
        ) from error


def plain_type(wanted: Any) -> Any:
    """Return a field's type without its None: `str`, a shape, or a tuple of such."""
    if get_origin(wanted) is tuple:
        return wanted
    [found] = [option for option in get_args(wanted) or (wanted,) if option is not type(None)]
    return found


def item_type(wanted: Any) -> Any:
    """Return the type of a list's items, or None for what is no list."""
    return get_args(wanted)[0] if get_origin(wanted) is tuple else None


@cache
def fields_of(shape: type[Shape]) -> Mapping[str, Any]:
    """Return a shape's fields with their types, without our own bookkeeping, whose names begin with `~`."""
    return {
        field.name: plain_type(field.type)
        for field in msgspec.structs.fields(shape)
        if not field.encode_name.startswith("~")
    }


@cache
def _bookkeeping(record_type: type[Record]) -> tuple[str, ...]:
    """Return the fields that no column is for; what stands in one goes to `record_json` with the whole record."""
    return tuple(set(record_type.__struct_fields__) - set(fields_of(record_type)))


def schema(record_type: type[Record]) -> Any:
    """Return the Arrow schema of a type's table."""
    pa = pyarrow()
    columns = [(column_name(name), arrow_type(wanted)) for name, wanted in fields_of(record_type).items()]
    return pa.schema([*columns, (RECORD_JSON, pa.string())])


@cache
def arrow_type(wanted: Any) -> Any:
    """Return the Arrow type that holds a field's values."""
    pa = pyarrow()
    item = item_type(wanted)
    if item is not None:
        return pa.list_(arrow_type(item))
    if issubclass(wanted, Shape):
        return pa.struct([(name, arrow_type(inner)) for name, inner in fields_of(wanted).items()])
    return {str: pa.string(), int: pa.int64(), bool: pa.bool_(), float: pa.float64()}[wanted]


def to_table(records: Sequence[Record], record_type: type[Record]) -> Any:
    """Return the Arrow table of some records."""
    pa = pyarrow()
    own = _bookkeeping(record_type)
    whole = [_json(record) if any(getattr(record, name) for name in own) else None for record in records]
    try:
        columns = _columns(records, record_type)
    except (OverflowError, pa.ArrowException):
        # A number that no column holds. Found out afterwards, for looking at every number would cost every record.
        fits = [_fits(record) for record in records]
        pairs = list(zip(records, whole, fits, strict=True))
        whole = [text if fit else _json(record) for record, text, fit in pairs]
        columns = _columns([record if fit else _bare(record) for record, _, fit in pairs], record_type)
    return pa.Table.from_arrays([*columns, pa.array(whole, pa.string())], schema=schema(record_type))


def _columns(records: Sequence[Record], record_type: type[Record]) -> list[Any]:
    return [_array(list(map(attrgetter(name), records)), wanted) for name, wanted in fields_of(record_type).items()]


def _array(values: list[Any], wanted: Any) -> Any:
    pa = pyarrow()
    item = item_type(wanted)
    if item is not None:
        sent = [value is not None and value is not NOT_SENT for value in values]
        offsets = [0]
        for value in values:
            offsets.append(offsets[-1] + len(value or ()))
        items = _array([one for value in values for one in value or ()], item)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items, mask=_not(sent))
    if issubclass(wanted, Shape):
        children = [
            _array([None if value is None else getattr(value, name) for value in values], inner)
            for name, inner in fields_of(wanted).items()
        ]
        sent = [value is not None for value in values]
        return pa.StructArray.from_arrays(children, fields=list(arrow_type(wanted)), mask=_not(sent))
    return pa.array(values, arrow_type(wanted))


def _not(sent: list[bool]) -> Any:
    pa = pyarrow()
    return pa.array([not one for one in sent], pa.bool_())


def _json(record: Record) -> str:
    return msgspec.json.encode(to_members(record)).decode()


def _fits(value: Any) -> bool:
    """Tell whether every number in a record fits a column."""
    if isinstance(value, Shape):
        return all(_fits(getattr(value, name)) for name in fields_of(type(value)))
    if isinstance(value, tuple):
        return all(map(_fits, value))
    return not isinstance(value, int) or value.bit_length() <= _INTEGER_BITS


def _bare(record: Record) -> Record:
    """Return the record with the members alone that fit a column as they are."""
    kept = {name: value for name in fields_of(type(record)) if _fits(value := getattr(record, name))}
    return type(record)(**kept)


def to_records(batch: Any, record_type: type[Record], name: str) -> tuple[Record, ...]:
    """Return the records of an Arrow table or batch of the file `name`. Columns that are not there were not sent.

    Raises:
        MalformedInputError: A column has another type than it is written with, or a record has no id.
    """
    arrays = {field: _one(batch.column(field)) for field in batch.schema.names}
    columns = {column_name(field): (field, wanted) for field, wanted in fields_of(record_type).items()}
    values = {
        field: _values(arrays[column], wanted, f"`{name}`: column `{column}`")
        for column, (field, wanted) in columns.items()
        if column in arrays
    }
    texts = _values(arrays[RECORD_JSON], str, f"`{name}`: column `{RECORD_JSON}`") if RECORD_JSON in arrays else ()
    required = record_type.identity[0]
    if required not in values and record_type.identity_else not in values:
        raise MalformedInputError(f"`{name}` has no column `{column_name(required)}`")
    records = list(_made(record_type, values))
    if not all(map(is_sound, records)):
        raise MalformedInputError(f"`{name}` has a row without its `{column_name(required)}`")
    for row, text in enumerate(texts):
        if text is not None:
            records[row] = _from_json(text, record_type, f"`{name}`: row {row}")
    return tuple(records)


def _from_json(text: str, record_type: type[Record], where: str) -> Record:
    try:
        return to_record(msgspec.json.decode(text), record_type)
    except (ValueError, RecursionError, RecordError) as error:
        raise MalformedInputError(f"{where}: `{RECORD_JSON}` is no record: {error}") from error


def _one(column: Any) -> Any:
    """Return a column as one array: that of a table may come in chunks."""
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


def _made(shape: type[Any], values: Mapping[str, Sequence[Any]]) -> Iterator[Any]:
    names = tuple(values)
    return (shape(**dict(zip(names, row, strict=True))) for row in zip(*values.values(), strict=True))


def _values(array: Any, wanted: Any, where: str) -> list[Any]:
    item = item_type(wanted)
    kinds = pyarrow().types
    if item is not None:
        if not (kinds.is_list(array.type) or kinds.is_large_list(array.type)):
            raise MalformedInputError(f"{where} is {array.type}, not a list")
        return _lists(array, item, where)
    if issubclass(wanted, Shape):
        if not kinds.is_struct(array.type):
            raise MalformedInputError(f"{where} is {array.type}, not a structure")
        return _shapes(array, wanted, where)
    return _scalars(array, wanted, where)


def _lists(array: Any, item: Any, where: str) -> list[Any]:
    items = _values(array.values, item, where)
    if None in items:
        raise MalformedInputError(f"{where} has a list with nothing in one of its places")
    offsets = array.offsets.to_pylist()
    rows = zip(offsets, offsets[1:], array.is_valid().to_pylist(), strict=False)
    return [tuple(items[start:end]) if sent else NOT_SENT for start, end, sent in rows]


def _shapes(array: Any, shape: type[Shape], where: str) -> list[Any]:
    known = {array.type.field(at).name: at for at in range(array.type.num_fields)}
    values = {
        name: _values(array.field(known[name]), inner, f"{where}, `{name}`")
        for name, inner in fields_of(shape).items()
        if name in known
    }
    sent = array.is_valid().to_pylist()
    if not values:
        return [shape() if one else None for one in sent]
    return [made if one else None for made, one in zip(_made(shape, values), sent, strict=True)]


def _scalars(array: Any, wanted: Any, where: str) -> list[Any]:
    pa = pyarrow()
    try:
        array = array.cast(arrow_type(wanted))
    except pa.ArrowException as error:
        raise MalformedInputError(f"{where} is {array.type}, not {arrow_type(wanted)}") from error
    if wanted is not str:
        return list(array.to_pylist())
    # A text that stands in many rows becomes one string: most of a network's texts are ids of few other things.
    encoded = array.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    return [None if at is None else words[at] for at in encoded.indices.to_pylist()]


def side_table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, type]) -> Any:
    """Return the Arrow table of one of the tables beside the records."""
    pa = pyarrow()
    return pa.Table.from_pylist(
        list(rows), schema=pa.schema([(name, arrow_type(kind)) for name, kind in columns.items()])
    )


def side_rows(table: Any, columns: Mapping[str, type], name: str) -> list[dict[str, Any]]:
    """Return the rows of one of the tables beside the records.

    Raises:
        MalformedInputError: A column is missing or has another type.
    """
    missing = [column for column in columns if column not in table.schema.names]
    if missing:
        raise MalformedInputError(f"`{name}` has no column `{missing[0]}`")
    values = [
        _scalars(_one(table.column(column)), kind, f"`{name}`: column `{column}`") for column, kind in columns.items()
    ]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]
