"""How are endpoints made up, with their interfaces, routes and DNS entries?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from vpce_tui.demo.build_interfaces import Interfaces
from vpce_tui.demo.parts import route
from vpce_tui.demo.shelf import name_tags
from vpce_tui.reach.services import dns_suffix, hosts, service_name
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.shapes import DnsEntry, ServiceTypeDetail
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import DnsOptions, LastError, SecurityGroupIdentifier, VpcEndpoint
from vpce_tui.resources.vpc_endpoint_service import PrivateDnsDetails, ServiceDetail

_DEFAULT_POLICY = {
    "Version": "2008-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}


class Endpoints(Interfaces):
    """Makes endpoints and what AWS says about their services."""

    def interface_endpoint(
        self,
        service: str,
        *,
        subnets: Sequence[Subnet] = (),
        groups: Sequence[SecurityGroup] | None = None,
        private_dns: bool = True,
        inbound_resolver_only: bool | None = None,
        state: str = "available",
        policy: Any = None,
        name: str = "",
        last_error: str = "",
        **members: Any,
    ) -> VpcEndpoint:
        """Make an interface endpoint with one interface a subnet and the DNS entries that AWS gives it."""
        places = list(subnets) or [self._subnet_of(None)]
        endpoint_id = members.pop("vpc_endpoint_id", None) or self.new_id("vpce")
        full_name = service_name(service, self.scope.region)
        chosen = (self._default_groups[places[0].vpc_id or ""],) if groups is None else tuple(groups)
        interfaces = [
            self.network_interface(
                subnet=place,
                groups=chosen,
                interface_type="vpc_endpoint",
                requester_managed=True,
                description=f"VPC Endpoint Interface {endpoint_id}",
            )
            for place in places
        ]
        dns_options = (
            DnsOptions(dns_record_ip_type="ipv4", private_dns_only_for_inbound_resolver_endpoint=inbound_resolver_only)
            if inbound_resolver_only is not None
            else DnsOptions(dns_record_ip_type="ipv4")
        )
        members.setdefault("dns_options", dns_options)
        members.setdefault("ip_address_type", "ipv4")
        members.setdefault("vpc_endpoint_type", "Interface")
        return self.add(
            VpcEndpoint(
                vpc_endpoint_id=endpoint_id,
                vpc_id=places[0].vpc_id,
                service_name=full_name,
                state=state,
                subnet_ids=tuple(place.subnet_id for place in places),
                network_interface_ids=tuple(interface.network_interface_id for interface in interfaces),
                groups=tuple(
                    SecurityGroupIdentifier(group_id=group.group_id, group_name=group.group_name) for group in chosen
                ),
                private_dns_enabled=private_dns,
                dns_entries=self._dns_entries(endpoint_id, service, places, private_dns=private_dns),
                policy_document=_policy(policy),
                route_table_ids=(),
                owner_id=self.scope.account_id,
                requester_managed=False,
                last_error=LastError(message=last_error, code=last_error) if last_error else None,
                tags=name_tags(name),
                **members,
            )
        )

    def _dns_entries(
        self, endpoint_id: str, service: str, places: Sequence[Subnet], *, private_dns: bool
    ) -> tuple[DnsEntry, ...]:
        """Return the regional name, one name a zone, then the private names, as the API orders them."""
        region = self.scope.region
        label = service_name(service, region).rpartition(f"{region}.")[2]
        token = hashlib.blake2b(endpoint_id.encode(), digest_size=4).hexdigest()
        star = "*." if label == "s3" else ""
        suffix = f"{label}.{region}.vpce.{dns_suffix(region)}"
        names = [f"{star}{endpoint_id}-{token}.{suffix}"]
        names += [f"{star}{endpoint_id}-{token}-{place.availability_zone}.{suffix}" for place in places]
        entries = [DnsEntry(dns_name=name, hosted_zone_id="Z1HUB23UULQXV") for name in names]
        if private_dns and "vpce-svc-" not in service:
            zone = f"Z{hashlib.blake2b(token.encode(), digest_size=6).hexdigest().upper()}"
            entries += [DnsEntry(dns_name=name, hosted_zone_id=zone) for name in hosts(service, region)]
        return tuple(entries)

    def gateway_endpoint(
        self,
        service: str = "s3",
        *,
        tables: Iterable[RouteTable] = (),
        vpc: Vpc | None = None,
        state: str = "available",
        policy: Any = None,
        name: str = "",
        **members: Any,
    ) -> VpcEndpoint:
        """Make a gateway endpoint and put its route into the tables it is associated with."""
        endpoint_id = members.pop("vpc_endpoint_id", None) or self.new_id("vpce")
        list_id = self.service_prefix_list(service)
        table_ids = []
        for table in tables:
            self.add_routes(table, route(list_id, endpoint_id))
            table_ids.append(table.route_table_id)
        members.setdefault("ip_address_type", "ipv4")
        return self.add(
            VpcEndpoint(
                vpc_endpoint_id=endpoint_id,
                vpc_endpoint_type="Gateway",
                vpc_id=self._vpc_of(vpc).vpc_id,
                service_name=service_name(service, self.scope.region),
                state=state,
                route_table_ids=tuple(table_ids),
                subnet_ids=(),
                groups=(),
                network_interface_ids=(),
                dns_entries=(),
                private_dns_enabled=False,
                policy_document=_policy(policy),
                owner_id=self.scope.account_id,
                requester_managed=False,
                tags=name_tags(name),
                **members,
            )
        )

    def gateway_load_balancer_endpoint(
        self, *, subnet: Subnet | None = None, state: str = "available", name: str = "", **members: Any
    ) -> VpcEndpoint:
        """Make an endpoint of a Gateway Load Balancer: an interface without groups, used as a next hop."""
        place = self._subnet_of(subnet)
        endpoint_id = members.pop("vpc_endpoint_id", None) or self.new_id("vpce")
        interface = self.network_interface(
            subnet=place,
            groups=(),
            interface_type="gateway_load_balancer_endpoint",
            requester_managed=True,
            source_dest_check=False,
            description=f"VPC Endpoint Interface {endpoint_id}",
        )
        members.setdefault("service_name", f"com.amazonaws.vpce.{self.scope.region}.{self.new_id('vpce-svc')}")
        return self.add(
            VpcEndpoint(
                vpc_endpoint_id=endpoint_id,
                vpc_endpoint_type="GatewayLoadBalancer",
                vpc_id=place.vpc_id,
                state=state,
                subnet_ids=(place.subnet_id,),
                network_interface_ids=(interface.network_interface_id,),
                groups=(),
                route_table_ids=(),
                owner_id=self.scope.account_id,
                tags=name_tags(name),
                **members,
            )
        )

    def service_detail(self, service: str, *, kind: str = "Interface", **members: Any) -> ServiceDetail:
        """Make what AWS says about a service."""
        region = self.scope.region
        names = hosts(service, region)
        members.setdefault("service_id", self.new_id("vpce-svc"))
        members.setdefault("private_dns_name", names[0] if kind == "Interface" else None)
        members.setdefault(
            "private_dns_names",
            tuple(PrivateDnsDetails(private_dns_name=name) for name in names) if kind == "Interface" else (),
        )
        members.setdefault("vpc_endpoint_policy_supported", True)
        members.setdefault("availability_zones", tuple(f"{region}{zone}" for zone in "abc"))
        members.setdefault("owner", "amazon")
        return self.add(
            ServiceDetail(
                service_name=service_name(service, region),
                service_type=(ServiceTypeDetail(service_type=kind),),
                service_region=members.pop("service_region", region),
                acceptance_required=members.pop("acceptance_required", False),
                **members,
            )
        )


def _policy(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(_DEFAULT_POLICY if document is None else document)
