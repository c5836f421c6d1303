"""What does each layer of policies say to a request, where does it come from, and what was not evaluated?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from vpce_tui.policy import EvalDecision, LayerResult
from vpce_tui.policy.known import State
from vpce_tui.policy.layers import ENDPOINT
from vpce_tui.view.lines import Line
from vpce_tui.view.policy_document import DecisionSigns
from vpce_tui.view.policy_known import source_words
from vpce_tui.view.policy_request import Setting, caller_of
from vpce_tui.view.policy_verdict import ENDPOINT_UNREAD, Verdict
from vpce_tui.view.text import Signs, StyleName

STYLES: Final[dict[EvalDecision, StyleName]] = {
    EvalDecision.ALLOWED: "good",
    EvalDecision.EXPLICIT_DENY: "bad",
    EvalDecision.IMPLICIT_DENY: "bad",
    EvalDecision.UNKNOWN: "unknown",
}
LAYER_NAMES: Final = {
    "endpoint": "endpoint policy",
    "identity": "identity policies",
    "resource": "resource policy",
    "scp": "SCPs",
    "rcp": "RCPs",
    "boundary": "permissions boundary",
    "session": "session policy",
    "service": "the service itself",
}
_TAKEN: Final = "none given: taken to allow (R reads it from AWS, w takes a text)"
MOST_LINES_OF_A_KIND: Final = 12


def answer_lines(found: Verdict, setting: Setting, now: datetime, signs: Signs) -> Iterator[Line]:
    """Yield one line per layer, where each comes from, near misses of layers not in sight, missing keys, warnings."""
    if found.result is None:
        return
    layers = {layer.layer: layer for layer in found.result.layers}
    if ENDPOINT not in layers:
        if ENDPOINT_UNREAD in found.endpoint_note:
            yield _layer_line(signs.unknown, "unknown", ENDPOINT, found.endpoint_note)
        else:
            yield _layer_line(signs.not_applicable, "muted", ENDPOINT, found.endpoint_note)
    for layer in layers.values():
        yield _told_layer(layer, found, signs)
    yield from _unread(found, signs)
    yield from _sources(found, setting, now, signs)
    yield from _explained(found, signs)


def _unread(found: Verdict, signs: Signs) -> Iterator[Line]:
    """Yield what was not evaluated: why each layer is out that was asked for, then all of which nothing is known."""
    assert found.result is not None
    layers = {each.layer: each for each in found.place.known.layers} if found.place is not None else {}
    rest = []
    for layer in found.result.not_evaluated:
        known = layers.get(layer)
        if layer == ENDPOINT:
            continue
        if known is not None and known.state is State.UNREAD and layer not in found.assumed:
            yield _layer_line(signs.unknown, "unknown", layer, f"not evaluated: {known.says}")
        elif known is not None and known.state is State.NONE and known.says:
            yield _layer_line(signs.not_applicable, "muted", layer, known.says)
        else:
            rest.append(LAYER_NAMES[layer])
    if rest:
        yield Line([(f"{signs.not_applicable} not given or not asked: {', '.join(rest)}", "muted")])


def _sources(found: Verdict, setting: Setting, now: datetime, signs: Signs) -> Iterator[Line]:
    """Yield where the policies beside the endpoint's come from, those of the same source together."""
    place = found.place
    if place is None:
        return
    by_words: dict[str, list[str]] = {}
    for each in place.known.layers:
        if each.state in (State.READ, State.PARTLY, State.NONE) and (
            each.layer in place.pasted or each.documents or each.levels
        ):
            by_words.setdefault(source_words(each, place, setting, now), []).append(LAYER_NAMES[each.layer])
    for words, names in by_words.items():
        yield Line([(f"{signs.not_applicable} {', '.join(names)}: {words}", "muted")])
    caller = caller_of(setting)
    asks = found.derived is not None and found.derived.request.principal == caller.principal
    if caller.note and (asks or (caller.principal is None and place.known.identity.state is State.NOT_ASKED)):
        yield Line([(f"{signs.not_applicable} {caller.note}", "muted")])


def _told_layer(layer: LayerResult, found: Verdict, signs: Signs) -> Line:
    if layer.layer in found.assumed:
        known = (
            next((each for each in found.place.known.layers if each.layer == layer.layer), None)
            if found.place
            else None
        )
        if known is not None and known.state is State.UNREAD:
            return _layer_line(signs.unknown, "unknown", layer.layer, f"{known.says}: taken to allow (w to paste)")
        return _layer_line(signs.not_applicable, "muted", layer.layer, _TAKEN)
    told = DecisionSigns.of(signs)
    style = STYLES[layer.decision]
    blocking = found.result is not None and layer.layer in found.result.blocked_by
    if layer.layer in found.doubts and layer.decision is not EvalDecision.EXPLICIT_DENY:
        sign, style = signs.unknown, "unknown"
    elif layer.decision is EvalDecision.ALLOWED:
        sign = told.allow
    elif layer.decision is EvalDecision.UNKNOWN:
        sign = signs.unknown
    else:
        # Where the resource policy grants, an identity policy that says nothing is in nobody's way.
        sign, style = (told.deny, "bad") if blocking else (signs.not_applicable, "muted")
    note = f" ({found.endpoint_note})" if layer.layer == ENDPOINT and found.endpoint_note else ""
    return _layer_line(sign, style, layer.layer, layer.text + note)


def _layer_line(sign: str, style: StyleName, layer: str, text: str) -> Line:
    return Line([(f"{sign} ", style), (f"{LAYER_NAMES[layer]:<20} ", "key"), (text, "plain")])


def _explained(found: Verdict, signs: Signs) -> Iterator[Line]:
    result = found.result
    assert result is not None
    told = DecisionSigns.of(signs)
    for miss in result.near_misses[:MOST_LINES_OF_A_KIND]:
        label = miss.sid or f"statement {miss.index + 1}"
        where = f"line {miss.lines[0]}" if miss.layer == ENDPOINT else LAYER_NAMES[miss.layer]
        yield Line(
            [(f"{told.near} ", "warn"), (f"{label} ({where}) would allow but for ", "plain"), (miss.text, "warn")]
        )
    missing = [key for key in result.missing_context_values if key not in found.open_keys]
    if missing:
        yield Line([("  read but not carried: ", "muted"), (", ".join(missing), "accent")])
    for text in result.warnings[:MOST_LINES_OF_A_KIND]:
        yield Line([(f"{signs.warning} ", "warn"), (text, "plain")])
