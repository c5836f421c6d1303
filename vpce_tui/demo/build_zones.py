"""How are private hosted zones and Resolver rules made up?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from vpce_tui.demo.shelf import Shelf
from vpce_tui.resources.hosted_zone import AliasTarget, HostedZoneSummary, ResourceRecord, ResourceRecordSet
from vpce_tui.resources.resolver_rule import ResolverRule, ResolverRuleAssociation, TargetAddress
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint


class Zones(Shelf):
    """Makes what answers names."""

    def hosted_zone(
        self,
        name: str,
        *vpcs: Vpc,
        records: dict[str, str | VpcEndpoint] | None = None,
    ) -> str:
        """Make a private hosted zone for VPCs; record values are addresses, or endpoints to alias. Returns its id."""
        zone_id = f"Z{hashlib.blake2b(self.new_id('zone').encode(), digest_size=8).hexdigest().upper()}"
        for vpc in vpcs:
            self.add(HostedZoneSummary(vpc_id=vpc.vpc_id, hosted_zone_id=zone_id, name=f"{name.rstrip('.')}."))
        for host, value in (records or {}).items():
            members: dict[str, Any]
            if isinstance(value, VpcEndpoint):
                members = {"alias_target": AliasTarget(dns_name=f"{value.dns_entries[0].dns_name}.")}
            else:
                members = {"ttl": 60, "resource_records": (ResourceRecord(value=value),)}
            kind = "AAAA" if isinstance(value, str) and ":" in value else "A"
            self.add(ResourceRecordSet(hosted_zone_id=zone_id, name=f"{host.rstrip('.')}.", type=kind, **members))
        return zone_id

    def resolver_rule(self, domain: str, *vpcs: Vpc, targets: Sequence[str] = ("10.255.0.2",)) -> ResolverRule:
        """Forward a domain's names to other servers, for VPCs; without targets a SYSTEM rule."""
        rule = self.add(
            ResolverRule(
                id=self.new_id("rslvr-rr"),
                domain_name=f"{domain.rstrip('.')}.",
                rule_type="FORWARD" if targets else "SYSTEM",
                status="COMPLETE",
                target_ips=tuple(TargetAddress(ip=address, port=53) for address in targets),
            )
        )
        for vpc in vpcs:
            self.add(
                ResolverRuleAssociation(
                    id=self.new_id("rslvr-rrassoc"), resolver_rule_id=rule.id, vpc_id=vpc.vpc_id, status="COMPLETE"
                )
            )
        return rule
