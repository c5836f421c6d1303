"""Which VPN connections end at a gateway, and what routes do they have?

The answers hold pre-shared keys; those members are never kept.
"""

import msgspec

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class Phase1EncryptionAlgorithmsListValue(Shape, frozen=True, kw_only=True):
    value: str | None = None


class Phase2EncryptionAlgorithmsListValue(Shape, frozen=True, kw_only=True):
    value: str | None = None


class Phase1IntegrityAlgorithmsListValue(Shape, frozen=True, kw_only=True):
    value: str | None = None


class Phase2IntegrityAlgorithmsListValue(Shape, frozen=True, kw_only=True):
    value: str | None = None


class Phase1DHGroupNumbersListValue(Shape, frozen=True, kw_only=True):
    value: int | None = None


class Phase2DHGroupNumbersListValue(Shape, frozen=True, kw_only=True):
    value: int | None = None


class IKEVersionsListValue(Shape, frozen=True, kw_only=True):
    value: str | None = None


class CloudWatchLogOptions(Shape, frozen=True, kw_only=True):
    log_enabled: bool | None = None
    log_group_arn: str | None = None
    log_output_format: str | None = None
    bgp_log_enabled: bool | None = None
    bgp_log_group_arn: str | None = None
    bgp_log_output_format: str | None = None


class VpnTunnelLogOptions(Shape, frozen=True, kw_only=True):
    cloud_watch_log_options: CloudWatchLogOptions | None = None


class TunnelOption(Shape, frozen=True, kw_only=True):
    outside_ip_address: str | None = None
    tunnel_inside_cidr: str | None = None
    tunnel_inside_ipv6_cidr: str | None = None
    phase1_lifetime_seconds: int | None = None
    phase2_lifetime_seconds: int | None = None
    rekey_margin_time_seconds: int | None = None
    rekey_fuzz_percentage: int | None = None
    replay_window_size: int | None = None
    dpd_timeout_seconds: int | None = None
    dpd_timeout_action: str | None = None
    phase1_encryption_algorithms: tuple[Phase1EncryptionAlgorithmsListValue, ...] = NOT_SENT
    phase2_encryption_algorithms: tuple[Phase2EncryptionAlgorithmsListValue, ...] = NOT_SENT
    phase1_integrity_algorithms: tuple[Phase1IntegrityAlgorithmsListValue, ...] = NOT_SENT
    phase2_integrity_algorithms: tuple[Phase2IntegrityAlgorithmsListValue, ...] = NOT_SENT
    phase1_dh_group_numbers: tuple[Phase1DHGroupNumbersListValue, ...] = msgspec.field(
        default=NOT_SENT, name="Phase1DHGroupNumbers"
    )
    phase2_dh_group_numbers: tuple[Phase2DHGroupNumbersListValue, ...] = msgspec.field(
        default=NOT_SENT, name="Phase2DHGroupNumbers"
    )
    ike_versions: tuple[IKEVersionsListValue, ...] = NOT_SENT
    startup_action: str | None = None
    log_options: VpnTunnelLogOptions | None = None
    enable_tunnel_lifecycle_control: bool | None = None


class VpnConnectionOptions(Shape, frozen=True, kw_only=True):
    enable_acceleration: bool | None = None
    static_routes_only: bool | None = None
    local_ipv4_network_cidr: str | None = None
    remote_ipv4_network_cidr: str | None = None
    local_ipv6_network_cidr: str | None = None
    remote_ipv6_network_cidr: str | None = None
    outside_ip_address_type: str | None = None
    transport_transit_gateway_attachment_id: str | None = None
    tunnel_inside_ip_version: str | None = None
    tunnel_options: tuple[TunnelOption, ...] = NOT_SENT
    tunnel_bandwidth: str | None = None


class VpnStaticRoute(Shape, frozen=True, kw_only=True):
    destination_cidr_block: str | None = None
    source: str | None = None
    state: str | None = None


class VgwTelemetry(Shape, frozen=True, kw_only=True):
    accepted_route_count: int | None = None
    last_status_change: Timestamp | None = None
    outside_ip_address: str | None = None
    status: str | None = None
    status_message: str | None = None
    certificate_arn: str | None = None


class VpnConnection(Record, frozen=True, kw_only=True):
    identity = ("vpn_connection_id",)
    withheld = frozenset({"CustomerGatewayConfiguration", "PreSharedKey", "PreSharedKeyArn"})

    category: str | None = None
    transit_gateway_id: str | None = None
    vpn_concentrator_id: str | None = None
    core_network_arn: str | None = None
    core_network_attachment_arn: str | None = None
    gateway_association_state: str | None = None
    options: VpnConnectionOptions | None = None
    routes: tuple[VpnStaticRoute, ...] = NOT_SENT
    tags: tuple[Tag, ...] = NOT_SENT
    vgw_telemetry: tuple[VgwTelemetry, ...] = NOT_SENT
    vpn_connection_id: str
    state: str | None = None
    type: str | None = None
    customer_gateway_id: str | None = None
    vpn_gateway_id: str | None = None


RESOURCE = Resource(
    record=VpnConnection,
    name="vpn-connections",
    title="VPN connections",
    read=Read("DescribeVpnConnections", "VpnConnections", page_size=None),
    columns=(
        label_column(),
        member("ID", "vpn_connection_id"),
        member("STATE", "state"),
        member("VPN GATEWAY", "vpn_gateway_id"),
        member("TRANSIT GATEWAY", "transit_gateway_id"),
        member("CUSTOMER GATEWAY", "customer_gateway_id"),
    ),
    links=(
        Link("VPN gateway", "vpn-gateways", lambda record: (record.vpn_gateway_id,)),
        Link("customer gateway", "customer-gateways", lambda record: (record.customer_gateway_id,)),
        Link("transit gateway", "transit-gateways", lambda record: (record.transit_gateway_id,)),
    ),
)
