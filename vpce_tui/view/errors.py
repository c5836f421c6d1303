"""What could not be read, one list at a time: why, in whose words, which permission is missing, what would help?

Where everything in a scope failed for one reason (no login, a Region that is off) that is one entry and not forty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.calls import ApiCall
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import BY_RECORD, RESOURCES
from vpce_tui.view.lines import INDENT, Line, counted, fact, heading, said, sections
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, plain, printable
from vpce_tui.view.wrapping import wrapped

_WITHOUT_PERMISSION: Final = (Reason.FORBIDDEN,)


@dataclass(frozen=True, slots=True)
class Gap:
    """A list that was not read to its end, or all lists of a scope that failed alike."""

    scope: Scope
    coverage: Coverage
    record_type: type[Record] | None
    """None stands for every list of the scope."""
    profile: str = ""
    request_id: str = ""
    """Of the call that failed, where AWS gave one."""

    @property
    def key(self) -> str:
        """Names the gap for as long as it is there."""
        name = BY_RECORD[self.record_type].name if self.record_type is not None else "*"
        return f"{self.scope} {name}"

    @property
    def title(self) -> str:
        return BY_RECORD[self.record_type].title if self.record_type is not None else "every list"

    @property
    def phrase(self) -> str:
        """The reason without its details: `no permission`."""
        return self.coverage.says.partition(" (")[0]

    @property
    def permission(self) -> str:
        """The IAM action that is missing; empty where that is not what is wrong."""
        if self.record_type is None or self.coverage.reason not in _WITHOUT_PERMISSION:
            return ""
        if self.record_type.on_demand:
            # Such a record is put together from many calls, and the failure names the one that was refused.
            before, _, allowed = self.coverage.help.partition("allow ")
            return "" if before else allowed.partition(" ")[0]
        return BY_RECORD[self.record_type].permission


def gaps_of(topology: Topology, calls: Iterable[ApiCall] = ()) -> list[Gap]:
    """Return what failed: the commonest reason first, then by scope, then in the order of the types.

    `calls` are those that were made, the newest first; of those that failed AWS's request ids are taken.
    """
    requests: dict[tuple[Scope | None, str], str] = {}
    for call in calls:
        if not call.is_done:
            requests.setdefault((call.scope, call.operation), call.request_id)
    found = [gap for scope in topology.scopes for gap in _gaps_in(topology, scope, requests)]
    often = Counter(gap.phrase for gap in found)
    return sorted(found, key=lambda gap: (-often[gap.phrase], gap.phrase))


def _gaps_in(topology: Topology, scope: Scope, requests: dict[tuple[Scope | None, str], str]) -> Iterable[Gap]:
    opened = topology.opened.get(scope)
    profile = opened.profile if opened is not None else ""
    failed = [
        (record_type, coverage)
        for record_type in BY_RECORD
        if (coverage := topology.coverage(record_type, scope)).progress is Progress.FAILED
    ]
    words = {(coverage.reason, coverage.code, coverage.message) for _, coverage in failed}
    if len(failed) >= len(RESOURCES) and len(words) == 1:
        yield Gap(scope, failed[0][1], None, profile)
        return
    for record_type, coverage in failed:
        operation = BY_RECORD[record_type].read.operation
        yield Gap(scope, coverage, record_type, profile, requests.get((scope, operation), ""))


def headline(gaps: Sequence[Gap], reading: int = 0) -> str:
    """Return how much failed and why: `12 lists were not read: 9 no permission, 3 throttled`.

    `reading` lists are still being read: nothing that failed so far is not everything that was read.
    """
    if not gaps and reading:
        return f"nothing failed so far; {counted(reading, 'list')} still being read"
    if not gaps:
        return "everything that was asked for was read"
    counts = Counter(gap.phrase for gap in gaps)
    whole = sum(gap.record_type is None for gap in gaps)
    told = [counted(whole, "scope")] * bool(whole) + [counted(len(gaps) - whole, "list")] * bool(len(gaps) - whole)
    verb = "was" if len(gaps) == 1 else "were"
    return f"{' and '.join(told)} {verb} not read: {', '.join(f'{n} {why}' for why, n in counts.most_common())}"


def gap_lines(
    gaps: Sequence[Gap], opened: Collection[str] = (), signs: Signs = UNICODE_SIGNS, width: int = 0
) -> list[tuple[Line, Gap | None]]:
    """Return the list by reason; below an opened gap its details, in lines of `width` cells; 0 wraps nothing.

    A line opens its gap by the gap's key.
    """
    lines: list[tuple[Line, Gap | None]] = []
    counts = Counter(gap.phrase for gap in gaps)
    phrase = None
    for gap in gaps:
        if gap.phrase != phrase:
            phrase = gap.phrase
            lines += [(Line([]), None)] * bool(lines)
            lines.append((heading(f"{phrase}", (f"  {counts[phrase]}", "muted")), None))
        lines.append((_line(gap, signs), gap))
        if gap.key in opened:
            details = detail_lines(gap)
            lines += [(Line(part), gap) for line in details for part in wrapped(line.cells, width, _HANG)]
    return lines


def _line(gap: Gap, signs: Signs) -> Line:
    detail = gap.permission or gap.coverage.code or gap.coverage.message
    runs: list[Run] = [
        (f"{signs.not_usable} ", "bad"),
        (gap.title, "plain"),
        (f"  {gap.scope}", "accent"),
        (f"  {gap.profile}" if gap.profile else "", "muted"),
        (f"  {detail}" if detail else "", "muted"),
    ]
    return Line(runs, opens=gap.key)


_LABEL: Final = 12
_HANG: Final = len(INDENT) + _LABEL


def detail_lines(gap: Gap) -> list[Line]:
    """Return everything that is known of a gap."""
    coverage = gap.coverage
    facts = (
        ("reason", gap.phrase),
        ("AWS's code", coverage.code),
        ("AWS's words", coverage.message),
        ("missing", gap.permission),
        ("help", coverage.help),
        ("when", coverage.read_at),
        ("request id", gap.request_id),
    )
    return [fact(label, (value, "plain"), width=_LABEL) for label, value in facts if value]


def gap_text(gaps: Iterable[Gap]) -> str:
    """Return gaps with their details as text, for the clipboard."""
    parts = [[said(f"{gap.title} in {gap.scope}", depth=0), *detail_lines(gap)] for gap in gaps]
    return "".join(f"{printable(plain(line.cells)).rstrip()}\n" for line in sections(*parts))
