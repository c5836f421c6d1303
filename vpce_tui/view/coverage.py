"""What was read, what was not, why not, and what can be done about it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from vpce_tui import resources
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.events import ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.view.lines import Line, counted, heading, said, sections
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs


def coverage_lines(topology: Topology, notes: tuple[str, ...] = (), signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: each scope with its counts, then its gaps, one line each with the reason and the help."""
    parts: list[Sequence[Line]] = [_scope_lines(*_of_scope(topology, scope), signs) for scope in topology.scopes]
    if notes:
        parts.append([heading("notes of the source"), *(said(note, "warn") for note in notes)])
    return sections(*parts) or [said("nothing was read yet", "muted")]


def _of_scope(topology: Topology, scope: Scope) -> tuple[Scope, ScopeOpened | None, int, tuple[Coverage, ...]]:
    """Return all that the lines of a scope tell of."""
    records = sum(topology.count(resource.record, scope) for resource in resources.EVERY)
    coverages = tuple(topology.coverage(resource.record, scope) for resource in resources.EVERY)
    return scope, topology.opened.get(scope), records, coverages


@lru_cache(maxsize=4096)  # of hundreds of scopes, a few change from one topology to the next
def _scope_lines(
    scope: Scope, opened: ScopeOpened | None, records: int, coverages: tuple[Coverage, ...], signs: Signs
) -> tuple[Line, ...]:
    of_type = dict(zip((resource.record for resource in resources.EVERY), coverages, strict=True))
    counts = Counter(of_type[resource.record].progress for resource in resources.RESOURCES)
    failed = counts[Progress.FAILED]
    sign: Run = (f"{signs.usable} ", "good")
    if counts[Progress.READING]:
        sign = (f"{signs.in_transition} ", "warn")
    elif failed:
        sign = (f"{signs.warning} ", "warn")
    name = f"  {opened.account_name}" if opened and opened.account_name else ""
    lines = [
        Line(
            [
                sign,
                (f"{scope}{name}", "heading"),
                (f"   {counts[Progress.COMPLETE]} of {len(resources.RESOURCES)} lists, {records:,} records", "muted"),
            ]
        )
    ]
    if opened and opened.caller_arn:
        lines.append(said(f"as {opened.caller_arn}", "muted"))
    reading = [r.title for r in resources.RESOURCES if of_type[r.record].progress is Progress.READING]
    if reading:
        lines.append(said(f"reading {', '.join(reading)}", "muted"))
    for says, help_text, what in _failures(of_type):
        lines.append(Line([(f"  {signs.not_usable} {what}: ", "bad"), (says, "plain")]))
        if help_text:
            lines.append(said(f"help: {help_text}", "muted", depth=2))
    unread = [r.title for r in resources.RESOURCES if of_type[r.record].progress is Progress.NOT_READ]
    if unread and not counts[Progress.READING]:
        stopped = any(gap.reason is Reason.CANCELLED for gap in coverages)
        why = "not begun" if stopped else "not in this source"
        lines.append(said(f"{signs.unknown} {why}: {', '.join(unread)}", "unknown"))
    return tuple(lines)


def failures(
    topology: Topology, scope: Scope, types: Collection[type[Record]] | None = None
) -> list[tuple[str, str, str]]:
    """Return (reason, help, lists) of what failed in a scope; lists that failed for the same reason stand together."""
    of_type = {resource.record: topology.coverage(resource.record, scope) for resource in resources.EVERY}
    return _failures({kind: found for kind, found in of_type.items() if types is None or kind in types})


def _failures(of_type: Mapping[type[Record], Coverage]) -> list[tuple[str, str, str]]:
    grouped: dict[tuple[str, str], list[str]] = {}
    for record_type, coverage in of_type.items():
        if coverage.progress is Progress.FAILED:
            grouped.setdefault((coverage.says, coverage.help), []).append(resources.BY_RECORD[record_type].title)
    return [
        (says, help_text, "every list" if len(titles) == len(resources.RESOURCES) else ", ".join(titles))
        for (says, help_text), titles in grouped.items()
    ]


def counted_seen(count: int, noun: str, coverage: Coverage) -> str:
    """Say how many records of a list there are: `3 VPCs`, `at least 3 VPCs`, `? VPCs`.

    Nothing seen in a list that was not read to its end is no zero.
    """
    if coverage.complete:
        return counted(count, noun)
    return f"at least {counted(count, noun)}" if count else f"? {noun}s"


def summary(topology: Topology, signs: Signs, *, is_reading: bool = False) -> list[Run]:
    """Return the few words for the top line: what is being read, how much, and what is missing.

    `is_reading` says that a source has not come to its end, though no list of it may be under way at the moment.
    """
    counts: Counter[Progress] = Counter(coverage.progress for coverage in topology.coverages.values())
    runs: list[Run] = []
    if counts[Progress.READING]:
        runs.append((f"reading {counted(counts[Progress.READING], 'list')}", "warn"))
    elif is_reading and topology.scopes:
        runs.append(("reading", "warn"))
    missing = Counter(scope for _, scope, coverage in topology.gaps() if coverage.progress is Progress.FAILED)
    every = len(resources.RESOURCES) if missing else 0
    whole = sum(1 for lists in missing.values() if lists == every)
    lists = sum(missing.values()) - whole * every
    told = [counted(whole, "scope")] * bool(whole) + [counted(lists, "list")] * bool(lists)
    if told:
        runs.append((f"{signs.warning} {', '.join(told)} not read", "warn"))
    return runs
