"""Where does each layer of policies come from: read from AWS or from a file, pasted, refused, or nobody asked?

What was pasted stands in the place of what was read, layer by layer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from vpce_tui.policy import Policies
from vpce_tui.policy.known import KnownLayer, KnownPolicies, State, known_policies
from vpce_tui.policy.layers import BOUNDARY, IDENTITY, RCP, RESOURCE, SCP
from vpce_tui.view.ages import age_words, moment
from vpce_tui.view.policy_request import Ask, Setting

PASTED: Final = "pasted"


@dataclass(frozen=True, slots=True)
class Effective:
    """The policies that a question meets besides the endpoint's, and where they come from."""

    known: KnownPolicies
    policies: Policies
    """As the evaluator takes them."""
    pasted: frozenset[str]
    """Layers that somebody gave."""


def effective(setting: Setting, ask: Ask, given: Policies) -> Effective:
    """Return what was given, and for the other layers what was read."""
    owner = ask.resource_account.strip() or None
    read = known_policies(setting.topology, ask.caller or None, ask.resource.strip(), owner)
    changes = {
        IDENTITY: KnownLayer(IDENTITY, State.READ, given.identity) if given.identity else read.identity,
        BOUNDARY: KnownLayer(BOUNDARY, State.READ, given.boundary) if given.boundary else read.boundary,
        RESOURCE: KnownLayer(RESOURCE, State.READ, (given.resource,)) if given.resource is not None else read.resource,
        SCP: KnownLayer(SCP, State.READ, levels=given.scps) if given.scps else read.scp,
        RCP: KnownLayer(RCP, State.READ, levels=given.rcps) if given.rcps else read.rcp,
    }
    known = KnownPolicies(**changes)
    before = {each.layer: each for each in read.layers}
    pasted = frozenset(layer for layer, each in changes.items() if each is not before[layer])
    found = known.policies
    policies = replace(
        given,
        identity=found.identity,
        resource=found.resource,
        scps=found.scps,
        rcps=found.rcps,
        boundary=found.boundary,
    )
    return Effective(known, policies, pasted)


def source_words(layer: KnownLayer, place: Effective, setting: Setting, now: datetime) -> str:
    """Return in a few words where a layer comes from: `read 12 s ago from AWS`, `not permitted: s3:GetBucketPolicy`."""
    if layer.layer in place.pasted:
        return PASTED
    if layer.state is State.NOT_ASKED:
        return layer.says or "not read"
    if layer.state is State.UNREAD:
        return layer.says
    read = _read_words(layer.coverage.read_at, setting.came_from, now)
    return f"{read}, in part: {layer.says}" if layer.state is State.PARTLY else read


def _read_words(read_at: str, came_from: str, now: datetime) -> str:
    at = moment(read_at)
    if at is None:
        return f"from {came_from}"
    present = now if now.tzinfo else now.replace(tzinfo=UTC)
    return f"read {age_words(max(0.0, (present - at).total_seconds()))} from {came_from}"
