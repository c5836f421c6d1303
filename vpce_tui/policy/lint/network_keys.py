"""Do conditions on the network path hold what they promise?

Through an endpoint a request carries aws:VpcSourceIp, aws:SourceVpc and aws:SourceVpce and no aws:SourceIp; from the
internet it is the other way round; what a service calls on a caller's behalf carries none of the endpoint's keys. Four
more keys about the endpoint are set by some services only.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from vpce_tui.policy.catalogue import find_service
from vpce_tui.policy.context_keys import ENDPOINT_ONLY, endpoint_key_services
from vpce_tui.policy.document import Statement
from vpce_tui.policy.lint.check import ALL_KINDS, ENDPOINT, LintCheck
from vpce_tui.policy.lint.context import PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import (
    ConditionUse,
    Hit,
    Subject,
    actions_of,
    in_words,
    names_everybody,
    prefixes_of,
)
from vpce_tui.policy.operators.ip_address import read_network
from vpce_tui.policy.patterns import Token

_SOURCE_IP: Final = "aws:sourceip"
_USE_VPC_SOURCE_IP: Final = (
    "use aws:VpcSourceIp for addresses inside the VPC, or aws:PrincipalOrgID and its kin for callers"
)
_GLOBAL_KEYS_PAGE: Final = 'IAM User Guide, "AWS global condition context keys"'
FORWARDED_KEYS: Final = frozenset({"aws:viaawsservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast"})
SERVICE_KEYS: Final = frozenset(
    {
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
    }
)
_PRIVATE: Final = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
BEYOND_ENDPOINT: Final = ALL_KINDS - ENDPOINT
_BY_RESOURCE: Final = frozenset({PolicyKind.RESOURCE, PolicyKind.RCP})


def source_ip_in_endpoint_policy(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.key != _SOURCE_IP or use.is_null or use.full is None:
            continue
        alone = len(subject.uses_of(use.statement)) == 1
        text, severity = _source_ip_effect(use.statement.effect, holds=use.holds_when_absent, alone=alone)
        yield Hit(use.condition.place, text, _USE_VPC_SOURCE_IP, use.statement, severity)


def _source_ip_effect(effect: str, *, holds: bool, alone: bool) -> tuple[str, Severity]:
    why = "a request through an endpoint carries no aws:SourceIp"
    if effect == "Allow":
        if holds:
            return f"{why}: this condition always holds and restricts nothing", Severity.WARNING
        return f"{why}: this Allow never applies", Severity.ERROR
    if holds:
        rest = "this Deny hits every request" if alone else "this condition always holds and spares nobody"
        return f"{why}: {rest}", Severity.ERROR if alone else Severity.WARNING
    return f"{why}: this Deny never applies", Severity.WARNING


def source_ip_elsewhere(subject: Subject) -> Iterator[Hit]:
    for use in subject.uses:
        if use.key != _SOURCE_IP or use.is_null or use.full is None:
            continue
        private = [value for value in use.condition.values if _is_private(value)]
        if private:
            yield Hit(
                use.condition.place,
                f"aws:SourceIp is a public address; {in_words(private)} never is one",
                "put private networks under aws:VpcSourceIp, with aws:SourceVpc beside it",
                use.statement,
            )
        keys = subject.keys_of(use.statement)
        if keys & ENDPOINT_ONLY or subject.has_key_by_others(use):
            continue
        if use.statement.effect == "Deny" and use.holds_when_absent:
            yield Hit(
                use.condition.place,
                "a request through a VPC endpoint carries no aws:SourceIp: this Deny hits all of them",
                "spare endpoints in the same statement: StringNotEqualsIfExists on aws:SourceVpc or aws:SourceVpce",
                use.statement,
                Severity.INFO if keys & (FORWARDED_KEYS | SERVICE_KEYS) else Severity.WARNING,
            )


def _is_private(text: str) -> bool:
    network = read_network(text)
    return network is not None and any(
        network.version == private.version and network.subnet_of(private)  # type: ignore[arg-type]
        for private in _PRIVATE
    )


def deny_without_carve_outs(subject: Subject) -> Iterator[Hit]:
    for statement in subject.denies:
        uses = [use for use in subject.uses_of(statement) if use.key in ENDPOINT_ONLY]
        # One condition that fails without an endpoint spares everything that comes otherwise.
        if not uses or not all(use.holds_when_absent for use in uses):
            continue
        keys = subject.keys_of(statement)
        missing = []
        if not keys & FORWARDED_KEYS:
            missing.append("calls that a service makes on the caller's behalf (BoolIfExists aws:ViaAWSService false)")
        if subject.kind in _BY_RESOURCE and _reaches_services(statement) and not keys & SERVICE_KEYS:
            missing.append("calls of AWS services as themselves (BoolIfExists aws:PrincipalIsAWSService false)")
        asked = 2 if subject.kind in _BY_RESOURCE and _reaches_services(statement) else 1
        if missing:
            yield Hit(
                uses[0].condition.place,
                f"requests without {uses[0].condition.key} are denied, also where no endpoint can be: "
                f"the console, and {in_words([each.partition(' (')[0] for each in missing])}",
                f"add to the same statement {in_words([each.partition('(')[2].rstrip(')') for each in missing])}",
                statement,
                Severity.WARNING if len(missing) == asked else Severity.INFO,
            )


def _reaches_services(statement: Statement) -> bool:
    if statement.principals is None:
        return True
    return names_everybody(statement) or any(entry.kind == "Service" for entry in statement.principals)


def unsupported_endpoint_key(subject: Subject) -> Iterator[Hit]:
    support = endpoint_key_services()
    for use in subject.uses:
        if use.key not in support.keys or use.is_null:
            continue
        if subject.has_key_by_others(use):
            continue
        lacking = [name for name in _asked_of(subject, use.statement) if use.key not in support.set_by(name)]
        if lacking:
            outcome = "always holds" if use.holds_when_absent else "never holds"
            yield Hit(
                use.condition.place,
                f"{in_words(lacking)} does not set {use.condition.key} (as of {support.date}): the condition {outcome}",
                "use aws:SourceVpc or aws:SourceVpce for these services, in a statement of their own",
                use.statement,
            )


def _asked_of(subject: Subject, statement: Statement) -> list[str]:
    """Return the services and exceptional actions that a statement is about; empty where that is not known."""
    prefixes = prefixes_of(statement)
    if prefixes is None:
        prefixes = subject.context.prefixes if subject.kind is PolicyKind.ENDPOINT else frozenset()
    named = [name for name in sorted(prefixes) if find_service(name)]
    exceptions = endpoint_key_services().exceptions
    element, values = actions_of(statement)
    return named + [value for value in values if element == "Action" and value.lower() in exceptions]


def fixed_by_endpoint(subject: Subject) -> Iterator[Hit]:
    """Keys that are the same for every request through one endpoint decide nothing in its policy."""
    own = {"aws:sourcevpc": subject.context.vpc_id, "aws:sourcevpce": subject.context.endpoint_id}
    for use in subject.uses:
        if use.key not in own or use.is_null or use.full is None:
            continue
        value = own[use.key]
        if value is None:
            yield Hit(
                use.condition.place,
                f"{use.condition.key} is the same for all requests through one endpoint: it is the endpoint's own, "
                "not that of the caller's VPC",
                "to tell callers apart use aws:VpcSourceIp or the keys of the principal",
                use.statement,
                Severity.INFO,
            )
        else:
            yield from _against_own(use, value)


def _against_own(use: ConditionUse, value: str) -> Iterator[Hit]:
    assert use.full is not None
    operator = use.full.operator
    tokens: list[tuple[Token, ...]] = [((text, True),) for text in use.condition.values]
    if any("${" in text for text in use.condition.values):
        return
    listed = any(operator.holds(operator.read(value), wanted) for wanted in map(operator.prepare, tokens) if wanted)
    met = listed != operator.negated
    fix = f"through this endpoint it is {value}, whatever VPC the caller is in; condition on the caller instead"
    if met:
        severity = Severity.ERROR if use.statement.effect == "Deny" else Severity.INFO
        yield Hit(use.condition.place, f"{use.condition.key} always fits here", fix, use.statement, severity)
    else:
        severity = Severity.ERROR if use.statement.effect == "Allow" else Severity.INFO
        yield Hit(use.condition.place, f"{use.condition.key} never fits here", fix, use.statement, severity)


def source_vpc_elsewhere(subject: Subject) -> Iterator[Hit]:
    first = next((use for use in subject.uses if use.key == "aws:sourcevpc" and not use.is_null), None)
    if first is not None:
        yield Hit(
            first.condition.place,
            "aws:SourceVpc is the VPC of the endpoint, not of the caller: behind endpoints in a hub VPC it is the "
            "hub's, and VPC ids are unique to a Region only",
            "list the hub's VPC, and pin aws:RequestedRegion; where the service sets it, aws:SourceVpcArn does both",
            first.statement,
        )


NETWORK_KEYS: Final = (
    LintCheck(
        "source-ip",
        "aws:SourceIp in an endpoint policy",
        Severity.ERROR,
        _GLOBAL_KEYS_PAGE,
        source_ip_in_endpoint_policy,
        ENDPOINT,
    ),
    LintCheck(
        "source-ip-without-endpoints",
        "aws:SourceIp where requests may come through an endpoint",
        Severity.WARNING,
        _GLOBAL_KEYS_PAGE,
        source_ip_elsewhere,
        BEYOND_ENDPOINT,
    ),
    LintCheck(
        "deny-without-carve-outs",
        "A Deny of everything outside of a network that also hits AWS services",
        Severity.WARNING,
        _GLOBAL_KEYS_PAGE,
        deny_without_carve_outs,
        BEYOND_ENDPOINT,
    ),
    LintCheck(
        "unsupported-endpoint-key",
        "A key about the endpoint that the service does not set",
        Severity.WARNING,
        _GLOBAL_KEYS_PAGE,
        unsupported_endpoint_key,
    ),
    LintCheck(
        "fixed-by-endpoint",
        "A condition on what is the same for every request through the endpoint",
        Severity.INFO,
        _GLOBAL_KEYS_PAGE,
        fixed_by_endpoint,
        ENDPOINT,
    ),
    LintCheck(
        "source-vpc-of-endpoint",
        "aws:SourceVpc behind endpoints of another VPC",
        Severity.INFO,
        _GLOBAL_KEYS_PAGE,
        source_vpc_elsewhere,
        BEYOND_ENDPOINT,
    ),
)
