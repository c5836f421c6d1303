"""What do a VPC's own zones and forwarding rules say about a name?

Of private hosted zones and Resolver rules that could answer, the one with the longest matching domain does; a rule
beats a zone of the same domain. A system rule keeps a domain with Amazon's server; any other, of whatever type, hands
it to somebody else. A zone that answers for a parent domain and has no record for the name gives "no such
name": it does not fall back to public DNS. A rule that was not read could forward every name, and records of a zone of
which not all were read could hold any.
Source: Route 53 Developer Guide, "Considerations when working with a private hosted zone"; "How Route 53 Resolver
determines whether to forward".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.services import covers
from vpce_tui.reach.world import World
from vpce_tui.resources.hosted_zone import HostedZoneSummary, ResourceRecordSet
from vpce_tui.resources.relations import by_vpc
from vpce_tui.resources.resolver_rule import ResolverRule, ResolverRuleAssociation


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """What one zone or rule says."""

    kind: str
    """`addresses`, `name` (look that up instead), `noSuchName`, `forwarded`, `notRead`, `ruleNotRead`, `cutShort`."""
    domain: str
    component: str
    values: tuple[str, ...] = ()


def _by_zone(record: ResourceRecordSet) -> Iterable[str]:
    return (record.hosted_zone_id,)


def below(host: str, domain: str) -> bool:
    """Say whether a host is the domain or stands below it."""
    trimmed = domain.lower().rstrip(".")
    return not trimmed or host == trimmed or host.endswith(f".{trimmed}")


def depth(domain: str) -> int:
    """Return how many labels a domain has: how specific it is."""
    trimmed = domain.rstrip(".")
    return trimmed.count(".") + 1 if trimmed else 0


def own_answer(world: World, vpc_id: str, scope: Scope, host: str) -> ZoneAnswer | None:
    """Return what the VPC's zones and rules say about a host, or None where none of them has a say."""
    unread = _unread_rule(world, vpc_id, scope)
    if unread:
        return ZoneAnswer("ruleNotRead", host, unread)
    rule = _rule(world, vpc_id, host)
    zone = _zone(world, vpc_id, host)
    if rule is not None and (zone is None or depth(rule.domain_name or "") >= depth(zone.name or "")):
        if (rule.rule_type or "").upper() != "SYSTEM":
            targets = tuple(target.ip or target.ipv6 or "" for target in rule.target_ips)
            return ZoneAnswer("forwarded", (rule.domain_name or ".").rstrip(".") or ".", rule.id, targets)
        if zone is None or depth(rule.domain_name or "") > depth(zone.name or ""):
            return None
    if zone is None and any(_is_cut_short(world, each, scope) for each in (HostedZoneSummary, ResolverRuleAssociation)):
        return ZoneAnswer("cutShort", ".", vpc_id)
    return None if zone is None else _ask_zone(world, zone, scope, host)


def _is_cut_short(world: World, record_type: type[Record], scope: Scope) -> bool:
    """Say whether there is more of a list than was read; one that nobody read at all is told as not evaluated."""
    return world.topology.coverage(record_type, scope).reason in (Reason.TRUNCATED, Reason.MALFORMED)


def _associations(world: World, vpc_id: str) -> Iterable[ResolverRuleAssociation]:
    return (
        association
        for association in world.topology.indexed(ResolverRuleAssociation, by_vpc, vpc_id)
        if (association.status or "COMPLETE").upper() in ("COMPLETE", "CREATING", "OVERRIDDEN")
    )


def _unread_rule(world: World, vpc_id: str, scope: Scope) -> str:
    """Return the id of a rule of the VPC that was not read, or an empty string."""
    return next(
        (
            association.resolver_rule_id or association.id
            for association in _associations(world, vpc_id)
            # AWS's own rule for the rest of the internet is associated with every VPC and leads to public DNS.
            if not (association.resolver_rule_id or "").startswith("rslvr-autodefined-")
            and isinstance(world.topology.find(ResolverRule, association.resolver_rule_id, scope), Absent)
        ),
        "",
    )


def _rule(world: World, vpc_id: str, host: str) -> ResolverRule | None:
    best: ResolverRule | None = None
    for association in _associations(world, vpc_id):
        rule = world.topology.find(ResolverRule, association.resolver_rule_id)
        if not isinstance(rule, ResolverRule) or not below(host, rule.domain_name or "."):
            continue
        if (rule.rule_type or "").upper() == "RECURSIVE":
            continue  # AWS's own, for whatever no other rule is for
        if best is None or depth(rule.domain_name or "") > depth(best.domain_name or ""):
            best = rule
    return best


def _zone(world: World, vpc_id: str, host: str) -> HostedZoneSummary | None:
    best: HostedZoneSummary | None = None
    for zone in world.topology.indexed(HostedZoneSummary, by_vpc, vpc_id):
        # The zones of endpoints' private DNS are AWS's; the endpoints themselves tell what is in them.
        if zone.owner is not None and zone.owner.owning_service:
            continue
        if below(host, zone.name or ".") and (best is None or depth(zone.name or "") > depth(best.name or "")):
            best = zone
    return best


def _ask_zone(world: World, zone: HostedZoneSummary, scope: Scope, host: str) -> ZoneAnswer:
    domain = (zone.name or "").rstrip(".")
    records = world.topology.indexed(ResourceRecordSet, _by_zone, zone.hosted_zone_id)
    broken = any(record.name is None or record.type is None for record in records)
    exact = [record for record in records if _name(record) == host and record.type in ("A", "AAAA", "CNAME")]
    wild = [
        record
        for record in records
        if _name(record).startswith("*.") and covers(_name(record), host) and record.type in ("A", "AAAA", "CNAME")
    ]
    for record in exact or sorted(wild, key=lambda found: -depth(_name(found))):
        if record.alias_target is not None and record.alias_target.dns_name:
            value = record.alias_target.dns_name.lower().rstrip(".")
            return ZoneAnswer("name", domain, zone.hosted_zone_id, (value.removeprefix("dualstack."),))
        values = tuple(value.value or "" for value in record.resource_records)
        kind = "name" if record.type == "CNAME" else "addresses"
        return ZoneAnswer(kind, domain, zone.hosted_zone_id, tuple(value.lower().rstrip(".") for value in values))
    shared = zone.owner is not None and zone.owner.owning_account not in (None, scope.account_id)
    if broken or not world.complete(ResourceRecordSet, scope) or (shared and not records):
        return ZoneAnswer("notRead", domain, zone.hosted_zone_id)
    return ZoneAnswer("noSuchName", domain, zone.hosted_zone_id)


def _name(record: ResourceRecordSet) -> str:
    """Return a record's name; Route 53 writes a star as an octal escape."""
    return (record.name or "").replace("\\052", "*").lower().rstrip(".")
