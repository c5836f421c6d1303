"""Do a statement's Action, Resource and Principal cover the request?

Actions are compared without regard to case and only `*` or `*:*` reaches across services. A resource
pattern is compared part by part over the first five colons; the sixth part is case-sensitive, may
hold colons, and stars cross `/` and `:` in it. The service part takes no wildcard: IAM refuses it. An ARN
that breaks off in a star (`arn:aws:s3:*`) covers whatever follows.
Where an action has no resource-level permissions only `*` covers it. A request for a pattern of
resources (`…/*`) is covered by an Allow that covers some of them, but by a Deny only if it covers all.
Source: IAM User Guide, "IAM JSON policy elements: Action", "Resource", "Principal", "NotPrincipal".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vpce_tui.policy.document import Statement
from vpce_tui.policy.patterns import Pattern, Token, overlap, pattern, pattern_of
from vpce_tui.policy.reasons import ElementMatch, Outcome, Reason
from vpce_tui.policy.request import AuthorizationRequest
from vpce_tui.policy.variables import Template, template

_MATCHED: Final = Outcome.MATCHED
_NOT_MATCHED: Final = Outcome.NOT_MATCHED
_ARN_PARTS: Final = 6
_SERVICE_PART: Final = 2


def outcome_of(met: bool) -> Outcome:
    return _MATCHED if met else _NOT_MATCHED


@dataclass(frozen=True, slots=True)
class ActionMatcher:
    """The Action or NotAction of one statement."""

    element: str
    values: tuple[str, ...]
    patterns: tuple[tuple[str, Pattern] | None, ...]
    """(service, name pattern), both in lower case; the service is `*` for all, None for what names no action."""

    def match(self, request: AuthorizationRequest) -> ElementMatch:
        service, name = request.service, request.action_name
        covering = next((n for n, each in enumerate(self.patterns) if each and _covers(each, service, name)), None)
        met = (covering is not None) != (self.element == "NotAction")
        wanted = self.values if covering is None else (self.values[covering],)
        return ElementMatch(self.element, outcome_of(met), Reason.VALUE, (request.action,), wanted)


def _covers(wanted: tuple[str, Pattern], service: str, name: str) -> bool:
    return wanted[0] in ("*", service) and wanted[1].matches(name)


def action_matcher(statement: Statement) -> ActionMatcher:
    negated = statement.actions is None
    values = (statement.not_actions if negated else statement.actions) or ()
    return ActionMatcher("NotAction" if negated else "Action", values, tuple(_action_pattern(v) for v in values))


def _action_pattern(value: str) -> tuple[str, Pattern] | None:
    if value == "*:*" or _is_stars(value):
        return "*", pattern("*")
    service, colon, name = value.lower().partition(":")
    if not colon or not name or "*" in service or "?" in service:
        return None
    return service, pattern(name)


def _is_stars(value: str) -> bool:
    return bool(value) and not value.strip("*")


@dataclass(frozen=True, slots=True)
class ResourcePattern:
    """One value of Resource: five parts before the resource, and the resource, which may hold variables."""

    source: str
    is_any: bool
    head: tuple[Pattern, ...] | None
    """The first five parts; None for what is not an ARN."""
    prefix: str | None
    """The first five parts as text with their colons, where they hold no wildcard."""
    tail: Template | None
    fixed_tail: Pattern | None

    def tail_for(self, request: AuthorizationRequest) -> Pattern | None:
        """Return the sixth part with variables filled in, or None where one has no value."""
        if self.fixed_tail is not None or self.tail is None:
            return self.fixed_tail
        tokens = self.tail.resolve(request)
        return None if tokens is None else pattern_of(tokens)


@dataclass(frozen=True, slots=True)
class ResourceMatcher:
    """The Resource or NotResource of one statement; without either, `values` is None."""

    element: str
    values: tuple[str, ...] | None
    patterns: tuple[ResourcePattern, ...]
    effect: str

    @property
    def has_short_arns(self) -> bool:
        """Whether a value may be an ARN of fewer than six parts."""
        return any(each.head is None and not each.is_any for each in self.patterns)

    def match(self, request: AuthorizationRequest, *, wildcard_only: bool, absent_covers: bool) -> ElementMatch:
        """Say whether the request's resource is covered.

        `wildcard_only`: the action has no resource-level permissions. `absent_covers`: a statement
        without a Resource covers the resource that the policy is attached to (trust policies).
        """
        resource = request.resource
        if self.values is None:
            return ElementMatch("Resource", outcome_of(absent_covers), Reason.ABSENT, (resource,))
        negated = self.element == "NotResource"
        covering: ResourcePattern | None = None
        unresolved = False
        # An Allow of a pattern asks "some of them?", its exceptions "all of them?"; a Deny the other way round.
        some = (self.effect == "Allow") != negated
        for each in self.patterns:
            covers = each.is_any if wildcard_only else _covers_resource(each, request, some=some)
            if covers:
                covering = each
                break
            unresolved = unresolved or covers is None
        met = (covering is not None) != negated
        reason = Reason.VARIABLE_UNRESOLVED if unresolved and covering is None else Reason.VALUE
        wanted = self.values if covering is None else (covering.source,)
        return ElementMatch(self.element, outcome_of(met), reason, (resource,), wanted)


def _covers_resource(wanted: ResourcePattern, request: AuthorizationRequest, *, some: bool) -> bool | None:
    """Say whether a pattern covers the resource; None where a variable is without value."""
    if wanted.is_any:
        return True
    resource = request.resource
    if wanted.head is None:
        return False
    if resource == "*":
        return some
    parts = request.resource_parts
    if len(parts) != _ARN_PARTS:
        return False
    wild = "*" in resource
    if wanted.prefix is not None and not wild:
        if not resource.startswith(wanted.prefix):
            return False
    elif not all(_part_covers(each, part, some=some) for each, part in zip(wanted.head, parts, strict=False)):
        return False
    tail = wanted.tail_for(request)
    if tail is None:
        return None
    return _part_covers(tail, parts[-1], some=some) if wild else tail.matches(parts[-1])


def _part_covers(wanted: Pattern, part: str, *, some: bool) -> bool:
    if "*" not in part:
        return wanted.matches(part)
    if some:
        return overlap(wanted, _star_pattern(part))
    # Only a star of the pattern can take in a stretch longer than the pattern, so both tests together
    # mean that whatever the request's stars stand for is covered.
    longer = "\0" * (sum(piece.length for piece in wanted.pieces) + 1)
    return wanted.matches(part.replace("*", "")) and wanted.matches(part.replace("*", longer))


def _star_pattern(part: str) -> Pattern:
    """Return the pattern of a requested part: `?` is an ordinary character of an object key."""
    tokens: list[Token] = []
    for number, text in enumerate(part.split("*")):
        if number:
            tokens.append(("*", True))
        tokens.append((text, False))
    return pattern_of(tuple(tokens))


def resource_matcher(statement: Statement, *, short_arns: bool) -> ResourceMatcher:
    """Compile a statement's Resource; `short_arns` completes all ARNs of fewer parts with `*`."""
    negated = statement.resources is None and statement.not_resources is not None
    values = statement.not_resources if negated else statement.resources
    patterns = tuple(_resource_pattern(v, statement, short_arns=short_arns) for v in values or ())
    return ResourceMatcher("NotResource" if negated else "Resource", values, patterns, statement.effect)


def _resource_pattern(source: str, statement: Statement, *, short_arns: bool) -> ResourcePattern:
    parts = _arn_parts(source)
    written = len(parts)
    if 2 <= written < _ARN_PARTS and (short_arns or source.endswith("*")):
        parts = [*parts, *["*"] * (_ARN_PARTS - written)]
    service_is_wild = written > _SERVICE_PART + 1 and any(sign in parts[_SERVICE_PART] for sign in "*?")
    if len(parts) != _ARN_PARTS or parts[0] != "arn" or service_is_wild:
        return ResourcePattern(source, _is_stars(source), head=None, prefix=None, tail=None, fixed_tail=None)
    head = tuple(pattern(part) for part in parts[:-1])
    plain = all(part.literal is not None for part in head)
    prefix = ":".join(parts[:-1]) + ":" if plain else None
    tail = template(parts[-1], variables=statement.variables)
    fixed = tail.fixed
    return ResourcePattern(source, False, head, prefix, tail, pattern_of(fixed) if fixed is not None else None)


def _arn_parts(source: str) -> list[str]:
    """Split at the first five colons that do not stand inside `${…}`."""
    parts: list[str] = []
    start = at = 0
    while len(parts) < _ARN_PARTS - 1:
        colon = source.find(":", at)
        if colon < 0:
            break
        opened = source.find("${", at, colon)
        closed = source.find("}", opened) if opened >= 0 else -1
        if opened >= 0 and closed > colon:
            at = closed + 1
            continue
        parts.append(source[start:colon])
        start = at = colon + 1
    parts.append(source[start:])
    return parts
