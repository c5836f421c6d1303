"""How does a query engine find the tables of a snapshot in Parquet, and what is worth asking?

`script` gives statements for one engine: the tables where they lie, two views that give each route and each
association of a route table a row of its own, and a query over them that every engine understands.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

from vpce_tui.model.record import Record, Shape
from vpce_tui.resources import EVERY
from vpce_tui.resources.route_table import Route, RouteTable, RouteTableAssociation
from vpce_tui.snapshot.parquet.columns import fields_of, item_type
from vpce_tui.snapshot.parquet.layout import (
    PARTITION_COLUMNS,
    RECORD_JSON,
    SIDE_COLUMNS,
    column_name,
    table_name,
)

_SCALARS: Final = {str: "string", int: "bigint", bool: "boolean", float: "double"}
_OF_A_TABLE: Final = (*PARTITION_COLUMNS, "vpc_id", "route_table_id")


class Engine(enum.StrEnum):
    """What runs the statements."""

    DUCKDB = "duckdb"
    ATHENA = "athena"


def script(engine: Engine, location: str) -> str:
    """Return everything to run, a statement behind another, each ended by `;`. The last one is the question."""
    return "\n".join((*tables(engine, location), *views(engine), s3_over_nat()))


def s3_over_nat() -> str:
    """Return the query for the subnets that reach S3 over a NAT gateway."""
    return resources.files(__package__).joinpath("s3_over_nat.sql").read_text(encoding="utf-8")


def tables(engine: Engine, location: str) -> Iterator[str]:
    """Yield the statements that make the tables known. `location` is the folder, or its address in S3."""
    location = location.rstrip("/") or "/"
    for resource in EVERY:
        if engine is Engine.DUCKDB:
            yield _duckdb_view(table_name(resource.record), location, "*/*/*.parquet", partitioned=True)
        else:
            yield _athena_table(resource.record, location)
    for name, columns in SIDE_COLUMNS.items():
        if engine is Engine.DUCKDB:
            yield _duckdb_view(name, location, "*.parquet", partitioned=False)
        else:
            yield _athena_ddl(name, columns.items(), location, "")


def _duckdb_view(table: str, location: str, pattern: str, *, partitioned: bool) -> str:
    place = _quoted(f"{location}/{table}/{pattern}")
    # An account id is a text: as a number it would lose the zeros it begins with.
    kinds = ", ".join(f"'{name}': VARCHAR" for name in PARTITION_COLUMNS)
    how = f"hive_partitioning = true, hive_types = {{{kinds}}}" if partitioned else "hive_partitioning = false"
    rows = f"read_parquet({place}, union_by_name = true, {how})"
    return f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM {rows};"  # noqa: S608 - our names, and a quoted place


def _athena_table(record_type: type[Record], location: str) -> str:
    columns = [(column_name(name), wanted) for name, wanted in fields_of(record_type).items()]
    by = ", ".join(f"`{name}` string" for name in PARTITION_COLUMNS)
    name = table_name(record_type)
    ddl = _athena_ddl(name, [*columns, (RECORD_JSON, str)], location, f"PARTITIONED BY ({by})\n")
    return f"{ddl}\nMSCK REPAIR TABLE `{name}`;"


def _athena_ddl(table: str, columns: Any, location: str, partitioned: str) -> str:
    lines = ",\n".join(f"    `{name}` {_hive_type(wanted)}" for name, wanted in columns)
    place = _quoted(f"{location}/{table}/")
    return (
        f"CREATE EXTERNAL TABLE IF NOT EXISTS `{table}` (\n{lines}\n)\n{partitioned}STORED AS PARQUET LOCATION {place};"
    )


def _hive_type(wanted: Any) -> str:
    item = item_type(wanted)
    if item is not None:
        return f"array<{_hive_type(item)}>"
    if issubclass(wanted, Shape):
        return f"struct<{','.join(f'`{name}`:{_hive_type(inner)}' for name, inner in fields_of(wanted).items())}>"
    return _SCALARS[wanted]


def views(engine: Engine) -> Iterator[str]:
    """Yield the statements that give what stands in a list of a route table a row of its own."""
    yield _view(engine, "routes", "routes", Route)
    yield _view(engine, "route_table_associations", "associations", RouteTableAssociation)


def _view(engine: Engine, name: str, column: str, shape: type[Shape]) -> str:
    table = table_name(RouteTable)
    own = ", ".join(f"{table}.{outer}" for outer in _OF_A_TABLE)
    inner = [field for field in fields_of(shape) if field not in _OF_A_TABLE]
    # A list of structures becomes one column of structures in DuckDB, and a column for each member in Athena.
    if engine is Engine.DUCKDB:
        item, unnested = "item.one.", f"UNNEST({table}.{column}) AS item (one)"
    else:
        item, unnested = "item.", f"UNNEST({table}.{column}) AS item ({', '.join(fields_of(shape))})"
    members = ", ".join(_member(item, field) for field in inner)
    return f"CREATE OR REPLACE VIEW {name} AS\nSELECT {own}, {members}\nFROM {table} CROSS JOIN {unnested};"


def _member(item: str, field: str) -> str:
    """Return a member as a column; of an association's state the word alone, without its explanation."""
    return f"{item}{field}.state AS {field}" if field == "association_state" else f"{item}{field} AS {field}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
