"""What does one read of a snapshot that was checked: as lines, or as JSON?"""

from __future__ import annotations

from collections.abc import Iterator

from vpce_tui.model.record import Scope
from vpce_tui.resources import BY_RECORD
from vpce_tui.snapshot.file import Verification

_TITLES_TOLD = 4


def verification_members(file: str, found: Verification) -> dict[str, object]:
    """Return what `snapshot verify --json` prints."""
    header = found.header
    return {
        "format": "vpce-tui/verification/1",
        "file": file,
        "intact": found.intact,
        "header": {"format": header.format, "created": header.created, "version": header.version}
        | {"caller": header.caller, "asked": list(header.asked)},
        "records": dict(found.records),
        "problems": list(found.problems),
        "incomplete": [
            {
                "type": BY_RECORD[ended.record_type].name,
                "scope": str(ended.scope),
                "progress": str(ended.coverage.progress),
                "says": ended.coverage.says,
            }
            for ended in found.incomplete
        ],
    }


def verification_lines(file: str, found: Verification) -> Iterator[str]:
    """Yield what `snapshot verify` prints; it is not fit for a terminal yet."""
    records = sum(found.records.values())
    yield f"{file}: {'intact' if found.intact else 'damaged'}, {records:,} records of {len(found.records)} types"
    header = found.header
    written = [
        f"written {header.created}" * bool(header.created),
        f"by vpce-tui {header.version}" * bool(header.version),
    ]
    yield f"  {header.format}" + "".join(f", {part}" for part in written if part)
    if header.asked:
        yield f"  asked for: {' '.join(header.asked)}"
    for problem in found.problems:
        yield f"  problem: {problem}"
    yield from _gap_lines(found)


def _gap_lines(found: Verification) -> Iterator[str]:
    """Yield one line for each reason why lists of a scope are not there in full."""
    told: dict[tuple[Scope, str], list[str]] = {}
    for ended in found.incomplete:
        told.setdefault((ended.scope, ended.coverage.says), []).append(BY_RECORD[ended.record_type].title)
    for (scope, says), titles in told.items():
        more = f" and {len(titles) - _TITLES_TOLD} more" if len(titles) > _TITLES_TOLD else ""
        yield f"  not in it in full: {scope}: {', '.join(titles[:_TITLES_TOLD])}{more}: {says}"
