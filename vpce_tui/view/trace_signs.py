"""Which word, sign and style stand for a stage, an outcome and a verdict, wherever a trace is shown?"""

from __future__ import annotations

from vpce_tui.reach import Direction, Outcome, Stage, Step, Verdict
from vpce_tui.view.text import Signs, StyleName

STAGE_LABELS = {
    Stage.NAME: "name",
    Stage.SOURCE: "source",
    Stage.SECURITY_GROUP_EGRESS: "sg out",
    Stage.ROUTE: "route",
    Stage.NETWORK_ACL_EGRESS: "acl out",
    Stage.TRANSIT: "transit",
    Stage.NETWORK_ACL_INGRESS: "acl in",
    Stage.SECURITY_GROUP_INGRESS: "sg in",
    Stage.ENDPOINT_STATE: "endpoint",
    Stage.ENDPOINT_POLICY: "policy",
    Stage.RESOURCE_POLICY: "resource",
    Stage.IDENTITY_POLICY: "identity",
    Stage.PERMISSIONS_BOUNDARY: "boundary",
    Stage.SERVICE_CONTROL_POLICY: "SCP",
    Stage.RESOURCE_CONTROL_POLICY: "RCP",
}

OUTCOME_STYLES: dict[Outcome, StyleName] = {
    Outcome.PASS: "good",
    Outcome.BLOCK: "bad",
    Outcome.UNKNOWN: "unknown",
    Outcome.WARN: "warn",
}

VERDICTS: dict[Verdict, tuple[str, StyleName]] = {
    Verdict.REACHABLE: ("REACHABLE", "good"),
    Verdict.NOT_REACHABLE: ("NOT REACHABLE", "bad"),
    Verdict.UNKNOWN: ("UNKNOWN", "unknown"),
}


def stage_label(step: Step) -> str:
    """Return a step's stage as a reader sees it; replies are told as such."""
    label = STAGE_LABELS.get(step.stage, str(step.stage))
    return f"{label} (back)" if step.direction is Direction.RETURN else label


def verdict_sign(verdict: Verdict, signs: Signs) -> str:
    return {
        Verdict.REACHABLE: signs.usable,
        Verdict.NOT_REACHABLE: signs.not_usable,
        Verdict.UNKNOWN: signs.unknown,
    }[verdict]


def outcome_sign(outcome: Outcome, signs: Signs) -> str:
    return {
        Outcome.PASS: signs.usable,
        Outcome.BLOCK: signs.not_usable,
        Outcome.UNKNOWN: signs.unknown,
        Outcome.WARN: signs.warning,
    }[outcome]


def arrow(signs: Signs) -> str:
    return "->" if signs.cursor.isascii() else "→"


def spaced(word: str) -> str:
    """Return a name in camel case as words: `natGateway` is `nat gateway`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in word)
