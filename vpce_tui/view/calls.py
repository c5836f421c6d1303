"""How does the log of API calls look: a table of calls, a table of totals, and one line for all of them?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from vpce_tui.model.calls import ApiCall, Total
from vpce_tui.view.lines import counted
from vpce_tui.view.table import Column
from vpce_tui.view.text import StyleName
from vpce_tui.view.tree import Node

SLOW_MILLISECONDS: Final = 2_000
"""From here on a call is marked as slow."""


def _column(
    key: str,
    title: str,
    value: Callable[[Any], Any],
    width: int,
    *,
    shown: Callable[[Any], str] | None = None,
    style: Callable[[Any], StyleName] = lambda _: "plain",
    minimum: int = 4,
) -> Column:
    """Return a column of numbers."""
    made = shown or (lambda item: f"{value(item):,.0f}")
    return Column(
        key,
        title,
        lambda node: [(made(node.item), style(node.item))],
        width,
        max(minimum, len(title)),
        align="right",
        sort_key=lambda node: value(node.item),
    )


def _text(
    key: str, title: str, value: Callable[[Any], str], width: int, style: StyleName = "plain", grow: int = 0
) -> Column:
    return Column(
        key,
        title,
        lambda node: [(value(node.item), style)],
        width,
        30 if grow else min(width, 8),
        grow,
        sort_key=lambda n: value(n.item),
    )


def _or_dash(value: Callable[[Any], float]) -> Callable[[Any], str]:
    return lambda item: f"{value(item):,.0f}" if value(item) else "-"


def clock(seconds: float) -> str:
    """Return the time of day in this computer's zone, to a tenth of a second: `14:03:07.2`."""
    moment = datetime.fromtimestamp(seconds).astimezone()
    return f"{moment:%H:%M:%S}.{moment.microsecond // 100_000}"


def _latency_style(milliseconds: float) -> StyleName:
    return "warn" if milliseconds >= SLOW_MILLISECONDS else "plain"


CALL_COLUMNS: Final = (
    Column("at", "AT", lambda node: [(clock(node.item.began), "muted")], 10, 10, sort_key=lambda node: node.item.began),
    _text("operation", "OPERATION", lambda call: f"{call.service}:{call.operation}", 34, "accent", grow=1),
    _column("ms", "MS", lambda call: call.milliseconds, 7, style=lambda call: _latency_style(call.milliseconds)),
    _column(
        "tries", "TRIES", lambda call: call.attempts, 5, style=lambda call: "warn" if call.attempts > 1 else "muted"
    ),
    _column("throttled", "THROTTLED", lambda call: call.throttled, 9, shown=_or_dash(lambda call: call.throttled)),
    _column("page", "PAGE", lambda call: call.page, 4),
    _column("records", "RECORDS", lambda call: call.records, 7),
    Column(
        "outcome",
        "OUTCOME",
        lambda node: [(node.item.outcome, "good" if node.item.is_done else "bad")],
        12,
        6,
        1,
        sort_key=lambda node: (node.item.is_done, node.item.outcome),
    ),
    _text("scope", "SCOPE", lambda call: str(call.scope or ""), 24, "muted"),
    _column(
        "waited", "WAITED", lambda call: call.waited_milliseconds, 6, shown=_or_dash(lambda c: c.waited_milliseconds)
    ),
    _column("bytes", "BYTES", lambda call: call.size_bytes, 9, shown=_or_dash(lambda call: call.size_bytes)),
    _text("request", "REQUEST ID", lambda call: call.request_id, 36, "muted"),
)
"""Of one call; what matters most stands first, for narrow screens show that."""

TOTAL_COLUMNS: Final = (
    _text("operation", "OPERATION", lambda total: f"{total.service}:{total.operation}", 34, "accent", grow=1),
    _column("calls", "CALLS", lambda total: total.calls, 6),
    _column("ms", "MEAN MS", lambda total: total.mean_milliseconds, 7),
    _column(
        "slowest",
        "SLOWEST",
        lambda total: total.slowest_milliseconds,
        7,
        style=lambda total: _latency_style(total.slowest_milliseconds),
    ),
    _column("records", "RECORDS", lambda total: total.records, 8),
    _column("retries", "RETRIES", lambda total: total.retries, 7, shown=_or_dash(lambda total: total.retries)),
    _column("throttled", "THROTTLED", lambda total: total.throttled, 9, shown=_or_dash(lambda total: total.throttled)),
    _column("failed", "FAILED", lambda total: total.failed, 6, shown=_or_dash(lambda total: total.failed)),
    _column("waited", "WAITED MS", lambda total: total.waited_milliseconds, 9),
    _column("bytes", "BYTES", lambda total: total.size_bytes, 12),
)
"""Of all calls of one operation."""


def call_nodes(calls: Iterable[tuple[int, ApiCall]]) -> list[Node]:
    """Return rows of calls; a call keeps its row's id when others come."""
    return [Node(f"{number}", call) for number, call in calls]


def total_nodes(totals: Iterable[Total]) -> list[Node]:
    """Return rows of totals."""
    return [Node(f"{total.service}:{total.operation}", total) for total in totals]


def headline(whole: Total, kept: int) -> str:
    """Return all calls in one sentence."""
    if not whole.calls:
        return "no call was made yet"
    told = [
        counted(whole.calls, "call"),
        f"{whole.mean_milliseconds:,.0f} ms on average, {whole.slowest_milliseconds:,.0f} at most",
        f"{whole.retries:,} tried again" if whole.retries else "",
        f"{whole.throttled:,} times throttled" if whole.throttled else "",
        f"{whole.failed:,} failed" if whole.failed else "",
        f"the newest {kept:,} listed" if kept < whole.calls else "",
    ]
    return "; ".join(part for part in told if part)


def call_members(call: ApiCall) -> dict[str, Any]:
    """Return a call as plain JSON values."""
    return {
        "at": datetime.fromtimestamp(call.began).astimezone().isoformat(timespec="milliseconds"),
        "service": call.service,
        "operation": call.operation,
        "accountId": call.scope.account_id if call.scope else None,
        "region": call.scope.region if call.scope else None,
        "page": call.page,
        "records": call.records,
        "milliseconds": round(call.milliseconds, 1),
        "waitedMilliseconds": round(call.waited_milliseconds, 1),
        "attempts": call.attempts,
        "throttled": call.throttled,
        "bytes": call.size_bytes,
        "outcome": call.outcome,
        "requestId": call.request_id,
    }
