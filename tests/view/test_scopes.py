"""Is it said in words where a source does not tell whose records these are?"""

from __future__ import annotations

import pytest

from vpce_tui.model.record import UNKNOWN_ACCOUNT, Scope
from vpce_tui.snapshot.whose import UNKNOWN_REGION
from vpce_tui.view.scopes import scope_runs, scope_text

CASES = [
    (Scope("111122223333", "eu-west-1"), "111122223333 eu-west-1"),
    (Scope(UNKNOWN_ACCOUNT, "eu-west-1"), "account not told · eu-west-1"),
    (Scope("111122223333", UNKNOWN_REGION), "111122223333 · Region not told"),
    (Scope(UNKNOWN_ACCOUNT, UNKNOWN_REGION), "account not told · Region not told"),
    (Scope("", ""), "account not told · Region not told"),
]


@pytest.mark.parametrize(("scope", "says"), CASES, ids=[says for _, says in CASES])
def test_what_a_source_does_not_tell_is_said(scope: Scope, says: str) -> None:
    assert scope_text(scope) == says


def test_only_what_is_not_told_has_the_style_of_the_unknown() -> None:
    assert scope_runs(Scope(UNKNOWN_ACCOUNT, "eu-west-1"), "heading", "plain") == [
        ("account not told", "unknown"),
        (" · eu-west-1", "plain"),
    ]
