"""How is a recorded event spelled as a line of a snapshot?

A snapshot is JSON Lines, one event a line, so that `zgrep`, `jq` and `git diff` work on it:

    {"format":"vpce-tui/snapshot/1","created":"2026-01-02T03:04:05Z","version":"0.1.0","caller":"arn:…","asked":["…"]}
    {"opened":"111122223333/eu-west-1","profile":"prod","callerArn":"arn:…","accountName":"…"}
    {"started":"vpcs","scope":"111122223333/eu-west-1"}
    {"record":"vpcs","scope":"111122223333/eu-west-1","members":{"VpcId":"vpc-…",…}}
    {"ended":"vpcs","scope":"111122223333/eu-west-1","records":1,"coverage":{"progress":"complete"}}
    {"noted":"one sentence","scope":"111122223333/eu-west-1"}
    {"trailer":{"lines":6,"records":{"vpcs":1},"sha256":"…"}}

The first member of a line says what it is; members stand in this order, which lets a reader find a record's type
without parsing the line. `members` is the record in AWS's own spelling. An `ended` line counts the records of its list,
so that a lost line makes its list incomplete and leaves the others whole. The checksum covers every byte before the
trailer, uncompressed. Lines and members that a reader does not know are skipped with a note: adding some does not
change the format's number, changing what one means does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from vpce_tui.errors import MalformedInputError, NewerFormatError, UnreadableError
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.decoding import to_members
from vpce_tui.model.events import Noted, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources import BY_RECORD

FORMAT_NAME: Final = "vpce-tui/snapshot/"
FORMAT_NUMBER: Final = 1
FORMAT: Final = f"{FORMAT_NAME}{FORMAT_NUMBER}"

MAX_LINE_BYTES: Final = 64 << 20
"""No record of AWS's is a hundredth as long; a longer line is an attack or damage, and is refused unread."""

_encode = msgspec.json.Encoder().encode


class Header(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first line: when, by which version and for whom the file was written, and what was asked for."""

    format: str
    created: str = ""
    """ISO 8601 in UTC."""
    version: str = ""
    """Of vpce-tui."""
    caller: str = ""
    """The ARN of whoever wrote it, where one identity read everything; else see each `opened` line."""
    asked: tuple[str, ...] = ()
    """The options that chose what was read."""


class Trailer(msgspec.Struct, frozen=True):
    """The last line: what a whole file holds."""

    lines: int
    """Before this one."""
    records: Mapping[str, int]
    """Written records by resource type."""
    sha256: str
    """Of all bytes before this line, uncompressed."""


def header_line(header: Header) -> bytes:
    return _encode(header) + b"\n"


def trailer_line(trailer: Trailer) -> bytes:
    return _encode({"trailer": trailer}) + b"\n"


def record_prefix(record_type: type[Record], scope: Scope) -> bytes:
    """Return how every line of a record of this list begins; a closing brace ends it."""
    envelope = _encode({"record": BY_RECORD[record_type].name, "scope": str(scope)})
    return envelope[:-1] + b',"members":'


def record_line(prefix: bytes, record: Record) -> bytes:
    """Return a record's line.

    Raises:
        UnreadableError: The record is longer than any reader takes.
    """
    members = _encode(record) if record.unknown_members is None else _encode(to_members(record))
    if len(members) > MAX_LINE_BYTES - len(prefix) - 2:
        raise UnreadableError(f"{record.record_id} is too large for a snapshot: {len(members)} bytes")
    return b"%b%b}\n" % (prefix, members)


def event_line(event: ScopeOpened | ReadStarted | ReadEnded | Noted, records: int = 0) -> bytes:
    """Return the line of any event but a page; `records` counts those of the list that ended."""
    line: dict[str, Any]
    match event:
        case ScopeOpened():
            line = {
                "opened": str(event.scope),
                "profile": event.profile,
                "callerArn": event.caller_arn,
                "accountName": event.account_name,
            }
            line = {member: value for member, value in line.items() if value}
        case ReadStarted():
            line = {"started": BY_RECORD[event.record_type].name, "scope": str(event.scope)}
        case ReadEnded():
            line = {
                "ended": BY_RECORD[event.record_type].name,
                "scope": str(event.scope),
                "records": records,
                "coverage": event.coverage,
            }
        case Noted():
            line = {"noted": event.text, **({"scope": str(event.scope)} if event.scope else {})}
    return _encode(line) + b"\n"


def header_of(line: bytes, name: str) -> Header:
    """Return the header that the first line of the file `name` holds.

    Raises:
        MalformedInputError: It is no header of a snapshot.
        NewerFormatError: A later version of this program wrote it.
    """
    try:
        found = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        found = None
    written = found.get("format") if isinstance(found, dict) else None
    if not isinstance(written, str) or not written.startswith(FORMAT_NAME):
        raise MalformedInputError(
            f"`{name}` is no snapshot: its line 1 is not the header of one",
            help="give a file that `vpce-tui snapshot` wrote, or a directory of AWS API answers",
        )
    number = written.removeprefix(FORMAT_NAME)
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise MalformedInputError(f"`{name}` is no snapshot: line 1 names the format `{written[:80]}`")
    if int(number) > FORMAT_NUMBER:
        raise NewerFormatError(
            f"`{name}` was written in format {written} by a later version of vpce-tui; this one reads up to {FORMAT}",
            help="upgrade vpce-tui, then open the file again",
        )
    try:
        return msgspec.convert(found, Header)
    except msgspec.ValidationError:
        return Header(format=written)


def scope_of_text(text: object) -> Scope | None:
    """Return the scope that a line names, or None if it names none."""
    if not isinstance(text, str) or "/" not in text:
        return None
    account_id, _, region = text.rpartition("/")
    return Scope(account_id, region)


def coverage_of(found: object) -> Coverage:
    """Return a line's coverage; words that this version does not know make it a failure, never complete."""
    try:
        return msgspec.convert(found, Coverage)
    except msgspec.ValidationError as error:
        return Coverage(Progress.FAILED, Reason.OTHER, message=f"coverage in words not known here: {error}")


def opened_of(line: Mapping[str, Any], scope: Scope) -> ScopeOpened:
    texts = [line.get(member) for member in ("profile", "callerArn", "accountName")]
    return ScopeOpened(scope, *(text if isinstance(text, str) else "" for text in texts))
