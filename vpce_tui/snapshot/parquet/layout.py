"""How is a snapshot laid out as a folder of Parquet files, and what are its tables and columns called?

    FOLDER/
      _snapshot.json                                                  the header; engines skip names that begin with `_`
      coverage/part-0.parquet                                         how completely each list was read, and why not
      scopes/part-0.parquet                                           whose each account and Region is
      notes/part-0.parquet                                            what a person should know
      route_tables/account_id=111122223333/region=eu-west-1/part-0.parquet
      …

A table is named as `vpce-tui list` names the type, with `_` for `-`. A column is a member of AWS's in snake case, for
Athena lower-cases names; lists and structures stay nested. `record_json` is empty but where the columns cannot say
all: a member that this version does not know, a number beyond 64 bits, how a policy's reading went. It then holds the
whole record as AWS spells it.

Account and Region stand in the folders' names alone, as Hive does it: a column of the same name inside the files would
clash with them in Athena. So the Region of a DNS record is called `record_region`.

A list without records has no file. A type without any has one empty file, so that a query finds its table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote

import msgspec

from vpce_tui.errors import MalformedInputError, NewerFormatError
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources import BY_RECORD
from vpce_tui.snapshot.format import Header
from vpce_tui.snapshot.streams import is_directory, unreadable

MARKER: Final = "_snapshot.json"
FORMAT_NAME: Final = "vpce-tui/parquet/"
FORMAT_NUMBER: Final = 1
FORMAT: Final = f"{FORMAT_NAME}{FORMAT_NUMBER}"

COVERAGE: Final = "coverage"
SCOPES: Final = "scopes"
NOTES: Final = "notes"

RECORD_JSON: Final = "record_json"
PARTITION_COLUMNS: Final = ("account_id", "region")
HIVE_NULL: Final = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Athena and Spark call the partition of an empty value."""

_PART = re.compile(r"part-[0-9]+\.parquet")
_MAX_MARKER_BYTES: Final = 1 << 20

SIDE_COLUMNS: Final[Mapping[str, Mapping[str, type]]] = {
    COVERAGE: {
        "type": str,
        "account_id": str,
        "region": str,
        "records": int,
        "files": int,
        "progress": str,
        "reason": str,
        "code": str,
        "message": str,
        "help": str,
        "read_at": str,
    },
    SCOPES: {"account_id": str, "region": str, "profile": str, "caller_arn": str, "account_name": str},
    NOTES: {"account_id": str, "region": str, "text": str},
}
"""The tables beside those of records; one file each, not partitioned."""


def table_name(record_type: type[Record]) -> str:
    """Return what the table of a type is called, in SQL and as a folder: `route_tables`."""
    return BY_RECORD[record_type].name.replace("-", "_")


def column_name(field: str) -> str:
    """Return the column of a record's field."""
    return f"record_{field}" if field in PARTITION_COLUMNS else field


def partition(record_type: type[Record], scope: Scope) -> PurePosixPath:
    """Return the folder of one list, from the snapshot's folder on."""
    parts = zip(PARTITION_COLUMNS, (scope.account_id, scope.region), strict=True)
    return PurePosixPath(table_name(record_type), *(f"{name}={_escaped(value)}" for name, value in parts))


def part_name(number: int) -> str:
    return f"part-{number}.parquet"


def _escaped(value: str) -> str:
    return quote(value, safe=" ") if value else HIVE_NULL


def is_parquet_folder(path: Path) -> bool:
    """Tell whether a snapshot was written to this folder as Parquet."""
    return is_directory(path) and (path / MARKER).is_file()


def foreign_entries(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and was not written there as a part of a snapshot."""
    for path in folder.rglob("*"):
        ours = path.name == MARKER if path.parent == folder else _PART.fullmatch(path.name)
        if path.is_symlink() or not (path.is_dir() or ours):
            yield path


def marker_text(header: Header) -> bytes:
    return msgspec.json.format(msgspec.json.encode(header)) + b"\n"


def read_marker(folder: Path) -> Header:
    """Return a folder's header.

    Raises:
        UnreadableError: It may not be read.
        MalformedInputError: It is no header of a snapshot.
        NewerFormatError: A later version of this program wrote it.
    """
    path = folder / MARKER
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_MARKER_BYTES)
    except OSError as error:
        raise unreadable(str(path), error) from error
    found = _decoded(text)
    written = found.get("format") if isinstance(found, dict) else None
    if not isinstance(written, str) or not written.startswith(FORMAT_NAME):
        raise MalformedInputError(
            f"`{path}` is not the header of a snapshot", help="write the folder again: `--format parquet --partition`"
        )
    number = written.removeprefix(FORMAT_NAME)
    if number != str(FORMAT_NUMBER):
        raise NewerFormatError(
            f"`{folder}` was written in format {written[:80]} by a later version of vpce-tui; this one reads {FORMAT}",
            help="upgrade vpce-tui, then open the folder again",
        )
    try:
        return msgspec.convert(found, Header)
    except msgspec.ValidationError:
        return Header(format=written)


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
