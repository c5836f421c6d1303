"""What is an account and Region called where somebody reads it, also where a source does not say which it is?"""

from __future__ import annotations

from vpce_tui.model.record import UNKNOWN_ACCOUNT, Scope
from vpce_tui.view.text import Run, StyleName

_NOT_TOLD = ("", UNKNOWN_ACCOUNT)


def scope_runs(scope: Scope, account: StyleName, region: StyleName) -> list[Run]:
    """Return account and Region in these styles; what a source did not tell is said in words."""
    runs: list[Run] = [(scope.account_id, account), (scope.region, region)]
    if scope.account_id in _NOT_TOLD:
        runs[0] = ("account not told", "unknown")
    if scope.region in _NOT_TOLD:
        runs[1] = ("Region not told", "unknown")
    between = " " if runs[0][1] == account and runs[1][1] == region else " · "
    return [runs[0], (between + runs[1][0], runs[1][1])]


def scope_text(scope: Scope) -> str:
    """Return account and Region in words."""
    return "".join(text for text, _ in scope_runs(scope, "plain", "plain"))
