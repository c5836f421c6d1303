"""Does AWS know these condition keys?

Global keys are all known here. A service's key that is missing in the catalogue may be newer than it, so that it is
called a mistake only where it looks much like one that exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Final

from vpce_tui.policy.catalogue import find_service
from vpce_tui.policy.context_keys import GLOBAL_KEYS
from vpce_tui.policy.lint.check import LintCheck
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import ConditionUse, Hit, Subject

# Carried by requests to any service, so that no service lists them.
_ANYWHERE: Final = frozenset({"ec2:sourceinstancearn", "ec2:roledelivery", "lambda:sourcefunctionarn"})
_MOST_COMPARED: Final = 100
"""Unknown keys of one document that are compared with the known ones; comparing takes a millisecond."""


def unknown_key(subject: Subject) -> Iterator[Hit]:
    compared: dict[str, Hit | None] = {}
    for use in subject.uses:
        if use.known is not None or use.key in _ANYWHERE:
            continue
        if use.key not in compared:
            compared[use.key] = _look_up(use, compare=len(compared) < _MOST_COMPARED)
        hit = compared[use.key]
        if hit is not None:
            yield Hit(use.condition.place, hit.text, hit.fix, use.statement, hit.severity)


def _look_up(use: ConditionUse, *, compare: bool) -> Hit | None:
    prefix, colon, rest = use.key.partition(":")
    name = use.condition.key
    if not colon or not rest:
        return Hit(
            use.condition.place, f"`{name}` is not a condition key", "write it as service:Key", severity=Severity.ERROR
        )
    if prefix == "aws":
        near = _nearest(use.key, tuple(GLOBAL_KEYS)) if compare else ""
        meant = f"did you mean {GLOBAL_KEYS[near].name}?" if near else "see AWS's list of global condition keys"
        return Hit(use.condition.place, f"AWS has no global condition key `{name}`", meant, severity=Severity.WARNING)
    service = find_service(prefix)
    if service is None:
        return None
    exact, beginnings = _keys_of(prefix)
    if not exact or use.key in exact or use.key.startswith(beginnings):
        return None
    near = _nearest(use.key, tuple(exact)) if compare else ""
    if near:
        return Hit(
            use.condition.place,
            f"{prefix} has no condition key `{name}`",
            f"did you mean {exact[near]}?",
            severity=Severity.WARNING,
        )
    return Hit(
        use.condition.place,
        f"`{name}` is not among the condition keys of {prefix} known here",
        "check its spelling: a key that no request carries never fits",
        severity=Severity.INFO,
    )


@cache
def _keys_of(prefix: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return a service's keys by lower case, and the beginnings of those that end in a name of the author's."""
    service = find_service(prefix)
    keys = service.condition_keys if service else ()
    exact = {key.lower(): key for key in keys if "$" not in key and "<" not in key}
    open_ended = {key.lower().replace("<", "$").partition("$")[0] for key in keys if "$" in key or "<" in key}
    return exact, tuple(beginning for beginning in open_ended if beginning)


def _nearest(key: str, known: tuple[str, ...]) -> str:
    found = get_close_matches(key[:128], known, n=1, cutoff=0.8)
    return found[0] if found else ""


KEYS: Final = (
    LintCheck(
        "unknown-key",
        "A condition key that no request carries",
        Severity.WARNING,
        'IAM User Guide, "AWS global condition context keys"; service authorization reference',
        unknown_key,
    ),
)
