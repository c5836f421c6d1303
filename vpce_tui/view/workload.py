"""How does one read what a workload needs from a subnet: what it reaches, what blocks the rest, which buckets?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Outcome, Step, Trace, Verdict
from vpce_tui.reach.clients import ClientClass, client_classes
from vpce_tui.reach.workloads import READ_ON, WORKLOADS, Need, Workload
from vpce_tui.reach.world import world_of
from vpce_tui.view.choices import Choice
from vpce_tui.view.lines import Line, heading, said
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs
from vpce_tui.view.trace_signs import VERDICTS, spaced, verdict_sign

FORMAT: Final = "vpce-tui/workload/1"


def workload_choices() -> list[Choice]:
    """Return the workloads to choose from."""
    return [
        Choice.of(found.name, found.name, f"{found.title}: {', '.join(found.required) or 'nothing by itself'}")
        for found in WORKLOADS
    ]


def clients_of_subnet(topology: Topology, subnet_id: str, scope: Scope | None = None) -> list[ClientClass]:
    """Return the classes of clients in a subnet, the largest first."""
    found = [clients for clients in client_classes(world_of(topology), scope) if clients.subnet_id == subnet_id]
    return sorted(found, key=lambda clients: -clients.size)


def verdict_of_needs(needs: Sequence[Need]) -> Verdict:
    """Return whether the required members are all reached; optional ones decide nothing."""
    verdicts = {need.verdict for need in needs if need.required}
    if Verdict.NOT_REACHABLE in verdicts:
        return Verdict.NOT_REACHABLE
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.REACHABLE


def workload_lines(
    workload: Workload, interface_id: str, needs: Sequence[Need], signs: Signs = UNICODE_SIGNS
) -> list[Line]:
    """Return the page; the line of need number N opens `need N`."""
    word, style = VERDICTS[verdict_of_needs(needs)]
    lines = [
        Line(
            [
                (f"{verdict_sign(verdict_of_needs(needs), signs)} {word}", style),
                *_without(needs, signs),
                (f"   {workload.title}", "heading"),
                (f"   from {interface_id}", "muted"),
            ]
        )
    ]
    if workload.note:
        lines.append(said(workload.note, "muted"))
    place = ""
    for number, need in enumerate(needs):
        title = "buckets" if need.bucket else "required" if need.required else "optional"
        if title != place:
            place = title
            lines += [Line([]), heading(_TITLES[title])]
        lines += _need_lines(number, need, signs)
    return [*lines, Line([]), said(f"source: {workload.source or 'the service guides'}, read on {READ_ON}", "muted")]


def _without(needs: Sequence[Need], signs: Signs) -> list[Run]:
    """Return how much of what is optional is not reached: features fail that the verdict does not speak of."""
    missing = sum(1 for need in needs if not need.required and need.verdict is not Verdict.REACHABLE)
    return [(f"  {signs.warning} without {missing} optional", "warn")] if missing else []


_TITLES: Final = {
    "required": "required",
    "optional": "optional, only for some features",
    "buckets": "buckets of AWS's that the S3 endpoint's policy must let through",
}


def _need_lines(number: int, need: Need, signs: Signs) -> list[Line]:
    _, style = VERDICTS[need.verdict]
    runs: list[Run] = [(f"  {verdict_sign(need.verdict, signs)} ", style)]
    if need.bucket is not None:
        runs += [(f"{need.bucket.action} {need.arn}", "accent"), (f"  {need.bucket.what}", "muted")]
    else:
        runs.append((f"{need.label:<20}", "accent"))
    if need.trace is None:
        return [Line([*runs, (f"  {need.trouble}", "unknown")])]
    trouble = deciding_step(need.trace)
    if trouble is not None:
        runs.append((f"  {trouble.text}", "plain"))
        runs += [(f"  {trouble.code}", "muted")] * bool(trouble.code)
    elif need.trace.via is not None:
        runs.append((f"  {spaced(need.trace.via.kind)} {need.trace.via.id}", "muted"))
    lines = [Line(runs, opens=f"need {number}")]
    fix = trouble.fix.partition("\n")[0] if trouble is not None else ""
    if fix and need.required:
        lines.append(Line([("       fix: ", "good"), (fix, "plain")], opens=f"need {number}"))
    return lines


def deciding_step(trace: Trace) -> Step | None:
    """Return the first step that blocks, else the first that cannot tell, or None."""
    for outcome in (Outcome.BLOCK, Outcome.UNKNOWN):
        for step in trace.steps:
            if step.verdict is outcome:
                return step
    return None


def workload_members(workload: Workload, interface_id: str, needs: Sequence[Need]) -> dict[str, Any]:
    """Return the answer as one JSON object."""
    return {
        "format": FORMAT,
        "workload": workload.name,
        "verdict": str(verdict_of_needs(needs)),
        "source": interface_id,
        "needs": [_need_members(need) for need in needs],
        "readOn": READ_ON,
    }


def _need_members(need: Need) -> dict[str, Any]:
    trouble = deciding_step(need.trace) if need.trace is not None else None
    via = need.trace.via if need.trace is not None else None
    return {
        "service": need.label,
        "required": need.required,
        "bucket": need.arn,
        "action": need.bucket.action if need.bucket else "",
        "verdict": str(need.verdict),
        "via": {"kind": via.kind, "id": via.id} if via else None,
        "code": str(trouble.code) if trouble else "",
        "text": trouble.text if trouble else need.trouble,
        "fix": trouble.fix if trouble else "",
    }
