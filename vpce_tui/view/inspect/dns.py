"""Which names lead to this record, and does the VPC resolve them?

Private DNS needs both attributes of the endpoint's VPC, and a resolver that knows the VPC's private zones: the
VPC's own, or one that forwards to it.
Source: PrivateLink Guide, "Private DNS names"; VPC User Guide, "DNS attributes in your VPC".
"""

from __future__ import annotations

from vpce_tui.model.record import Record
from vpce_tui.model.topology import Absent
from vpce_tui.resources.dhcp_options import DhcpOptions, option_values
from vpce_tui.resources.hosted_zone import HostedZoneSummary
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import by_vpc
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type
from vpce_tui.view.labels import described
from vpce_tui.view.lines import Line, Subject, Target, fact, heading, said, sections
from vpce_tui.view.text import UNICODE_SIGNS, Signs, StyleName

AMAZON_RESOLVERS = frozenset({"AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253"})


def has_dns(record: Record) -> bool:
    """Say whether there is something about names to show for a record of this kind."""
    return isinstance(record, VpcEndpoint | Vpc | Subnet | NetworkInterface)


def dns(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: the endpoint's names, the VPC's attributes and servers, and every private name of the VPC."""
    record = subject.record
    vpc_id = getattr(record, "vpc_id", None)
    own = endpoint_names(record, signs) if isinstance(record, VpcEndpoint) else []
    vpc = subject.topology.find(Vpc, vpc_id, subject.scope)
    return sections(
        own,
        _attributes(subject, vpc_id, signs),
        _servers(subject, vpc, signs),
        _private_names(subject, vpc_id),
        _zones(subject, vpc_id),
    )


def endpoint_names(endpoint: VpcEndpoint, signs: Signs) -> list[Line]:
    """Return the names that AWS made for the endpoint, and what they resolve to."""
    lines = [heading(f"names of {endpoint.vpc_endpoint_id}")]
    if is_type(endpoint, "Gateway"):
        lines.append(
            said("a gateway endpoint has no name: the service's public names stay, routes take the traffic", "muted")
        )
        return lines
    enabled = endpoint.private_dns_enabled
    style: StyleName = "good" if enabled else "warn" if enabled is False else "unknown"
    word = {True: "on", False: "off: the service's normal name does not lead here", None: "not told"}[enabled]
    lines.append(fact("private DNS", (word, style)))
    options = endpoint.dns_options
    if options is not None:
        if options.private_dns_only_for_inbound_resolver_endpoint:
            lines.append(
                fact(
                    "only inbound",
                    ("yes: names in the VPC stay public; only inbound Resolver endpoints answer", "warn"),
                )
            )
        if options.dns_record_ip_type:
            lines.append(fact("record type", (options.dns_record_ip_type, "plain")))
    lines += [
        Line(
            [
                (f"  {signs.not_applicable} ", "muted"),
                (entry.dns_name or "", "accent"),
                (f"  {entry.hosted_zone_id or ''}", "muted"),
            ]
        )
        for entry in endpoint.dns_entries
    ]
    if not endpoint.dns_entries:
        lines.append(said("AWS told no names", "muted"))
    return lines


def _attributes(subject: Subject, vpc_id: str | None, signs: Signs) -> list[Line]:
    lines = [heading(f"DNS attributes of {vpc_id}")]
    attribute = subject.topology.find(VpcAttribute, vpc_id, subject.scope)
    if isinstance(attribute, Absent):
        return [*lines, said(f"{signs.unknown} {attribute.says}", "unknown")]
    for label, value in (
        ("enableDnsSupport", attribute.enable_dns_support),
        ("enableDnsHostnames", attribute.enable_dns_hostnames),
    ):
        on = value.value if value else None
        style: StyleName = "good" if on else "bad" if on is False else "unknown"
        sign = signs.usable if on else signs.not_usable if on is False else signs.unknown
        word = {True: "on", False: "off: private DNS does not work in this VPC", None: "not read"}[on]
        lines.append(fact(label, (f"{sign} {word}", style), width=20))
    return lines


def _servers(subject: Subject, vpc: Vpc | Absent, signs: Signs) -> list[Line]:
    if isinstance(vpc, Absent):
        return [heading("DHCP options"), said(f"{signs.unknown} {vpc.says}", "unknown")]
    if vpc.dhcp_options_id == "default":  # AWS's word for a VPC without an option set
        return [heading("DHCP options"), said(f"{signs.warning} none: the VPC hands out no name server", "warn")]
    options = subject.topology.find(DhcpOptions, vpc.dhcp_options_id, subject.scope)
    if isinstance(options, Absent):
        return [
            heading(f"DHCP options {vpc.dhcp_options_id or ''}"),
            said(f"{signs.unknown} {options.says}", "unknown"),
        ]
    servers = option_values(options, "domain-name-servers")
    lines = [
        Line([(f"DHCP options {options.dhcp_options_id}", "heading")], Target(DhcpOptions, options.dhcp_options_id))
    ]
    custom = [server for server in servers if server not in AMAZON_RESOLVERS]
    lines.append(fact("name servers", (" ".join(servers) or "none", "warn" if custom else "plain")))
    if custom:
        text = f"{signs.warning} whether these servers forward to the VPC's resolver cannot be read from AWS"
        lines.append(said(text, "warn"))
    domain = " ".join(option_values(options, "domain-name"))
    if domain:
        lines.append(fact("domain", (domain, "plain")))
    return lines


def _private_names(subject: Subject, vpc_id: str | None) -> list[Line]:
    endpoints = [
        endpoint
        for endpoint in subject.topology.indexed(VpcEndpoint, by_vpc, vpc_id)
        if endpoint.private_dns_enabled and endpoint is not subject.record
    ]
    if not endpoints:
        return []
    lines = [heading("private names of other endpoints in this VPC")]
    for endpoint in endpoints:
        regional = endpoint.dns_entries[0].hosted_zone_id if endpoint.dns_entries else None
        names = [entry.dns_name or "" for entry in endpoint.dns_entries if entry.hosted_zone_id != regional]
        label = " ".join(names) or endpoint.service_name or ""
        target = Target(VpcEndpoint, endpoint.vpc_endpoint_id)
        lines.append(Line([("  ", "plain"), (label, "accent"), (f"  {endpoint.vpc_endpoint_id}", "muted")], target))
    return lines


def _zones(subject: Subject, vpc_id: str | None) -> list[Line]:
    zones = subject.topology.indexed(HostedZoneSummary, by_vpc, vpc_id)
    if not zones:
        return []
    return [
        heading("private hosted zones of this VPC"),
        *(
            Line([("  ", "plain"), *described(zone, UNICODE_SIGNS), (f"  {zone.name or ''}", "accent")])
            for zone in zones
        ),
    ]
