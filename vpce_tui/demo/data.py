"""The data: the prod-data account's isolated VPC `data`, and a subnet that central IT shares with it.

Block Public Access is on in this account, with one subnet exempt.
"""

from __future__ import annotations

from vpce_tui.demo.accounts import DATA, UNREAD_ACCOUNT
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.policies import OWN_QUEUES, SOURCE_IP_S3
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.shapes import BlockPublicAccessStates, DnsEntry, PayerResponsibilityEntry, Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc, VpcCidrBlockAssociation, VpcCidrBlockState
from vpce_tui.resources.vpc_endpoint import DnsOptions, VpcEndpoint
from vpce_tui.resources.vpc_endpoint_association import VpcEndpointAssociation

BLOCKED = BlockPublicAccessStates(internet_gateway_block_mode="block-bidirectional")
_LATTICE = "arn:aws:vpc-lattice:us-east-1:333344445555"


def build_data(world: WorldBuilder) -> None:
    """Make the isolated VPC with its databases, functions and endpoints, and the shared subnet."""
    world.enter(DATA)
    world.block_public_access()
    data = world.vpc("10.2.0.0/16", name="data", block_public_access_states=BLOCKED)
    private = world.route_table(vpc=data, name="data-private")
    places = [
        world.subnet(
            f"10.2.1{number}.0/24",
            vpc=data,
            zone=zone,
            name=f"data-{zone}",
            table=private,
            block_public_access_states=BLOCKED,
        )
        for number, zone in enumerate("abc")
    ]
    gateway = world.internet_gateway(vpc=data, name="data")
    public = world.route_table(route("0.0.0.0/0", gateway.internet_gateway_id), vpc=data, name="data-public")
    export = world.subnet(
        "10.2.0.0/24",
        vpc=data,
        zone="a",
        name="data-public-a",
        table=public,
        block_public_access_states=BLOCKED,
    )
    world.gateway_endpoint("s3", vpc=data, tables=[private], policy=SOURCE_IP_S3, name="data-s3")
    endpoints = world.security_group(allow(443, cidr="10.2.0.0/16"), vpc=data, name="data-endpoints")
    for service in ("sts", "sqs", "kms", "secretsmanager"):
        policy = OWN_QUEUES if service == "sqs" else None
        world.interface_endpoint(service, subnets=places[:2], groups=[endpoints], policy=policy, name=f"data-{service}")
    clients = world.security_group(vpc=data, name="data-clients")
    databases = world.security_group(allow(5432, group=clients), vpc=data, name="data-databases", egress=[])
    for number, subnet in enumerate(places, start=1):
        world.database(f"orders-db-{number}", subnet, databases)
    world.instance(name="data-etl-1", subnet=places[0], groups=[clients], role="Etl", instance_type="r7g.xlarge")
    world.instance(name="data-export-1", subnet=export, groups=[clients], public_ip=True, role="Export")
    for name, subnet in (("nightly-export", places[0]), ("report-scheduler", places[1])):
        world.function(name, subnet, clients)
    _lattice(world, places, endpoints)
    _shared(world)


def _lattice(world: WorldBuilder, places: list[Subnet], group: SecurityGroup) -> None:
    """Make the endpoints of the types that came after 2024: Resource, ServiceNetwork and Tunnel."""
    resource = _endpoint_of_new_type(world, "Resource", "data-partner-database", places[:2], group)
    resource = world.change(
        resource,
        resource_configuration_arn=f"{_LATTICE}:resourceconfiguration/rcfg-0a1b2c3d4e5f60718",
        private_dns_enabled=True,
        payer_responsibilities=(
            PayerResponsibilityEntry(
                scope="resource-gateway-charges", payer_responsibility_type="resource-gateway-account"
            ),
        ),
    )
    network = _endpoint_of_new_type(world, "ServiceNetwork", "data-service-network", places[:2], group)
    network = world.change(
        network,
        service_network_arn=f"{_LATTICE}:servicenetwork/sn-0f1e2d3c4b5a69788",
        private_dns_enabled=True,
        dns_options=DnsOptions(dns_record_ip_type="ipv4", private_dns_preference="VERIFIED_DOMAINS_ONLY"),
    )
    tunnel = _endpoint_of_new_type(world, "Tunnel", "data-tunnel-to-plant", places[:1], group)
    world.change(
        tunnel,
        resource_configuration_arn=f"{_LATTICE}:resourceconfiguration/rcfg-0c2d3e4f5a6b71829",
        private_dns_enabled=False,
    )
    for endpoint, name, arn in (
        (resource, "ledger-db", resource.resource_configuration_arn),
        (network, "orders-api", f"{_LATTICE}:service/svc-01a2b3c4d5e6f7081"),
        (network, "stock-api", f"{_LATTICE}:service/svc-02b3c4d5e6f708192"),
    ):
        accessible = name != "stock-api"
        world.add(
            VpcEndpointAssociation(
                id=an_id("vpce-rsc-asc", name),
                vpc_endpoint_id=endpoint.vpc_endpoint_id,
                service_network_arn=endpoint.service_network_arn,
                service_network_name="company" if endpoint.service_network_arn else None,
                associated_resource_arn=arn,
                associated_resource_accessibility="Accessible" if accessible else "Inaccessible",
                failure_code=None if accessible else "RESOURCE_CONFIGURATION_INACTIVE",
                failure_reason=None if accessible else "The resource configuration is not active",
                dns_entry=DnsEntry(
                    dns_name=f"{endpoint.vpc_endpoint_id}-{name}.rsc.us-east-1.vpce.amazonaws.com",
                    hosted_zone_id="Z1HUB23UULQXV",
                ),
                private_dns_entry=DnsEntry(dns_name=f"{name}.data.example.com", hosted_zone_id="Z09EXAMPLE"),
                tags=(Tag(key="Name", value=name),),
            )
        )


def _endpoint_of_new_type(
    world: WorldBuilder, endpoint_type: str, name: str, places: list[Subnet], group: SecurityGroup
) -> VpcEndpoint:
    """Make an endpoint that has interfaces but neither a service nor a policy."""
    made = world.interface_endpoint(
        f"com.amazonaws.vpce.us-east-1.vpce-svc-{name}",
        subnets=places,
        groups=[group],
        private_dns=False,
        vpc_endpoint_type=endpoint_type,
        name=name,
    )
    return world.change(made, service_name=None, policy_document=None, dns_entries=())


def _shared(world: WorldBuilder) -> None:
    """Make the subnet that central IT shares: its owner's tables, ACLs and endpoints cannot be seen."""
    shared = world.add(
        Vpc(
            vpc_id=an_id("vpc", "corp-shared"),
            owner_id=UNREAD_ACCOUNT,
            cidr_block="10.9.0.0/16",
            cidr_block_association_set=(
                VpcCidrBlockAssociation(
                    association_id=an_id("vpc-cidr-assoc", "corp-shared"),
                    cidr_block="10.9.0.0/16",
                    cidr_block_state=VpcCidrBlockState(state="associated"),
                ),
            ),
            dhcp_options_id=an_id("dopt", "corp-shared"),
            instance_tenancy="default",
            is_default=False,
            state="available",
            tags=(),
        )
    )
    subnet = world.add(
        Subnet(
            subnet_id=an_id("subnet", "corp-shared-a"),
            subnet_arn=f"arn:aws:ec2:us-east-1:{UNREAD_ACCOUNT}:subnet/{an_id('subnet', 'corp-shared-a')}",
            vpc_id=shared.vpc_id,
            owner_id=UNREAD_ACCOUNT,
            cidr_block="10.9.1.0/24",
            availability_zone="us-east-1a",
            availability_zone_id="use1-az1",
            state="available",
            map_public_ip_on_launch=False,
            tags=(),
        )
    )
    group = world.security_group(vpc=shared, name="reports-shared")
    world.instance(name="reports-shared-1", subnet=subnet, groups=[group], role="Reports")
