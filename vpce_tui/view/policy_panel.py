"""What does the policy panel show for a question: the decision, each layer, the paths, the marks and the keys?

Pure: a setting, the policy, the question, the other policies and the time go in; view values come out, made anew for
each keystroke (a policy of AWS's largest size takes a few milliseconds).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from vpce_tui.policy import EvalDecision, Policies
from vpce_tui.policy.context_keys import find_key
from vpce_tui.policy.judgement import PUBLIC_ACCESS_BLOCKED, public_access
from vpce_tui.policy.known import State
from vpce_tui.policy.layers import IDENTITY, RESOURCE
from vpce_tui.policy.request_facts import DerivedKey, Origin, Presence, RequestPath
from vpce_tui.view.lines import Line
from vpce_tui.view.policy_answer import LAYER_NAMES, STYLES, answer_lines
from vpce_tui.view.policy_document import DecisionSigns, Mark, PolicyText, marks_of
from vpce_tui.view.policy_request import Ask, Setting, shown_values
from vpce_tui.view.policy_verdict import ENDPOINT_UNREAD, Verdict, verdict
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Run, Signs, StyleName

_WORDS: Final = {
    EvalDecision.ALLOWED: "ALLOWED",
    EvalDecision.EXPLICIT_DENY: "DENIED",
    EvalDecision.IMPLICIT_DENY: "DENIED",
    EvalDecision.UNKNOWN: "UNKNOWN",
}
PATH_WORDS: Final = {
    RequestPath.ENDPOINT: "through this endpoint",
    RequestPath.INTERNET: "over the internet",
    RequestPath.FORWARDED: "by a service on the caller's behalf",
    RequestPath.SERVICE: "by an AWS service as itself",
    RequestPath.UNSIGNED: "unsigned, through this endpoint",
}
_ORIGINS: Final = (
    Origin.EDIT,
    Origin.PATH,
    Origin.ENDPOINT,
    Origin.CALLER,
    Origin.RESOURCE,
    Origin.SERVICE,
    Origin.REQUEST,
    Origin.CLOCK,
)
"""Keys of the network first: they are what an endpoint changes."""


@dataclass(frozen=True, slots=True)
class PathView:
    """How the decision would be over one path."""

    path: RequestPath
    sign: str
    style: StyleName
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of the request context."""

    key: str
    cells: Cells
    value: str
    """As it is edited."""
    why: str
    is_edited: bool
    is_read: bool
    """Whether the endpoint's policy reads the key."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that the panel shows for one question."""

    verdict: Verdict
    headline: Cells
    answer: tuple[Line, ...]
    paths: tuple[PathView, ...]
    marks: Mapping[int, Mark]
    keys: tuple[KeyView, ...]


def panel(
    setting: Setting,
    text: PolicyText | None,
    ask: Ask,
    given: Policies,
    now: datetime,
    signs: Signs = UNICODE_SIGNS,
) -> Panel:
    """Answer a question over every path, and show the answer over its own."""
    verdicts = {path: verdict(setting, text, replace(ask, path=path), given, now) for path in RequestPath}
    own = verdicts[ask.path]
    return Panel(
        own,
        headline(own, signs),
        tuple(answer_lines(own, setting, now, signs)),
        tuple(PathView(path, *sign_of(found, signs), path is ask.path) for path, found in verdicts.items()),
        marks_of(own.result, signs) if own.result else {},
        tuple(_keys(own, text, signs)),
    )


def sign_of(found: Verdict, signs: Signs = UNICODE_SIGNS) -> tuple[str, StyleName]:
    """Return a decision's sign and style; one that rests on an unknown key is unknown."""
    if found.decision is EvalDecision.UNKNOWN or (found.open_keys and not _denies_for_sure(found)):
        return signs.unknown, "unknown"
    told = DecisionSigns.of(signs)
    return (told.deny if found.is_denied else told.allow), STYLES[found.decision]


def _denies_for_sure(found: Verdict) -> bool:
    """A matched Deny that reads no unknown key stands, whatever the unknown keys are."""
    if found.decision is not EvalDecision.EXPLICIT_DENY or found.result is None:
        return False
    unknown = {key.lower() for key in found.open_keys}
    return any(
        not any(condition.key.lower() in unknown for condition in denying.match.statement.conditions)
        for layer in found.result.findings.values()
        for denying in layer.denies
    )


def headline(found: Verdict, signs: Signs = UNICODE_SIGNS) -> list[Run]:
    """Return the decision in one line: what, blocked by whom, and what it rests on."""
    if found.error:
        return [(f"{signs.unknown} no request yet: ", "unknown"), (found.error, "plain")]
    sign, style = sign_of(found, signs)
    runs: list[Run] = [(f"{sign} {_WORDS[found.decision]}", style)]
    if found.result is not None:
        denying = [layer.layer for layer in found.result.layers if layer.decision is EvalDecision.EXPLICIT_DENY]
        lacking = [layer for layer in found.result.blocked_by if layer not in denying]
        told = [f"by a statement of the {_names(denying)}"] if denying else []
        told += [f"nothing in the {_names(lacking)} allows it"] if lacking else []
        if IDENTITY in found.doubts and IDENTITY in lacking and found.place and not found.place.known.resource.is_known:
            told.append("the resource policy, which could, was not read")
        if found.is_denied and not denying and not lacking:
            told.append(PUBLIC_ACCESS_BLOCKED)
        if told:
            runs.append((f"{' ' if denying else ': '}{', and '.join(told)}", "plain"))
    if found.open_keys:
        verb = "says" if len(found.open_keys) == 1 else "say"
        runs.append((f", unless {', '.join(found.open_keys)} {verb} otherwise (not known here)", "unknown"))
    elif found.assumed and not found.is_denied:
        runs.append((f" if the {_names(found.assumed)} do", "muted"))
    partly = [layer for layer in found.doubts if layer not in (found.result.blocked_by if found.result else ())]
    if RESOURCE in partly and found.result and found.place and found.place.known.resource.state is State.READ:
        partly.remove(RESOURCE)  # all of it was read: what is not known is who is kept out whatever it says
        if not found.is_denied:
            runs.append((f", but {public_access(found.result, found.place.known.resource)[1]}", "unknown"))
    if partly and not found.is_denied:
        runs.append((f", unless what was not read of the {_names(partly)} denies it", "unknown"))
    if ENDPOINT_UNREAD in found.endpoint_note:
        runs.append((f"the endpoint policy {found.endpoint_note}", "plain"))
    return runs


def asked_runs(ask: Ask) -> list[Run]:
    """Return the question in one line, for where its form is out of sight: what, by whom, on what."""
    caller = ask.service if ask.path is RequestPath.SERVICE else ask.principal.rpartition(":")[2]
    by = f" by {caller}" if caller and ask.path is not RequestPath.UNSIGNED else ""
    return [(ask.action, "accent"), (by, "plain"), (f" on {ask.resource}" if ask.resource else "", "plain")]


def _names(layers: Iterable[str]) -> str:
    return " and ".join(LAYER_NAMES[layer] for layer in layers)


def _keys(found: Verdict, text: PolicyText | None, signs: Signs) -> Iterator[KeyView]:
    """Yield the keys: those that the policy reads first, then what is carried, then what is unknown or absent."""
    if found.derived is None:
        return
    asked = text.condition_values if text else {}
    read = set(asked)
    known = {key.key.lower() for key in found.derived.keys}
    rows = [(_rank(key, read), key) for key in found.derived.keys]
    extra = [
        DerivedKey(key, (), "read by the policy; nothing derives it here", Origin.REQUEST, Presence.UNKNOWN)
        for key in asked
        if key not in known
    ]
    rows += [(_rank(key, read), key) for key in extra]
    for _, key in sorted(rows, key=lambda row: (row[0], _ORIGINS.index(row[1].origin), row[1].key.lower())):
        yield _key_view(key, signs, is_read=key.key.lower() in read)


def _rank(key: DerivedKey, read: set[str]) -> int:
    if key.key.lower() in read:
        return 0
    if key.origin is Origin.EDIT:
        return 1
    return {Presence.PRESENT: 2, Presence.UNKNOWN: 3, Presence.ABSENT: 4}[key.presence]


def _key_view(key: DerivedKey, signs: Signs, *, is_read: bool) -> KeyView:
    is_edited = key.origin is Origin.EDIT
    value = shown_values(key.values, is_list=key.is_list) if key.presence is Presence.PRESENT else ""
    shown: Run
    if key.presence is Presence.PRESENT:
        shown = (value, "accent" if is_edited else "plain" if is_read else "muted")
    elif key.presence is Presence.UNKNOWN:
        shown = (f"{signs.unknown} not known", "unknown")
    else:
        shown = ("not carried", "muted")
    mark: Run = (f"{signs.marked} " if is_edited else "  ", "accent")
    name: Run = (f"{key.key:<26} ", "key" if is_read else "plain" if is_edited else "muted")
    origin = "edited" if is_edited else f"from the {key.origin}" if key.presence is Presence.PRESENT else ""
    cells = [mark, name, shown, (f"  {origin}" if origin else "", "muted"), (f"  {key.why}", "muted")]
    return KeyView(key.key, cells, value, key.why, is_edited, is_read)


def key_lines(key: KeyView, wanted: tuple[str, ...] = ()) -> list[Line]:
    """Return what is known about one key: why it is as it is, when requests carry it, and what goes wrong with it."""
    known = find_key(key.key)
    lines = [Line([(f"{key.key}: ", "key"), (key.why, "plain")])]
    if wanted:
        lines.append(Line([("the policy asks for ", "muted"), (", ".join(wanted[:4]), "accent")]))
    if known is not None:
        lines.append(Line([(f"{known.type}, carried {known.present}", "muted")]))
        if trap := known.trap.removeprefix(key.why).lstrip("; ").rstrip():  # what the first line has said already
            lines.append(Line([(trap, "warn")]))
    return lines
