"""A big account made by rule: how does the product fare with 20,000 interfaces?

Everything that is named exists: every interface stands in a subnet of its VPC,
every endpoint's interfaces, tables and groups are there, and no private address
is given twice. Sizes follow from the number of interfaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import islice
from typing import Any

from tests.fake_api.world import World

ACCOUNT = "111122223333"
REGION = "eu-west-1"
ZONES = ("a", "b", "c")
SERVICES = ("ec2", "sqs", "ssm", "logs", "kms", "sts")
INTERFACES_A_VPC = 4_000
ADDRESSES_A_SUBNET = 4_096
CREATED = "2024-05-17T08:30:00.000Z"

Record = dict[str, Any]


def big_world(interfaces: int, *, account_id: str = ACCOUNT, region: str = REGION) -> World:
    """Return one account's Region with `interfaces` network interfaces, endpoints' included.

    A VPC takes a /16 of 10.0.0.0/8, so about a million interfaces are the most.
    """
    builder = Builder(account_id, region)
    vpcs = max(1, -(-interfaces // INTERFACES_A_VPC))
    for number in range(vpcs):
        share = interfaces // vpcs + (number < interfaces % vpcs)
        builder.add_vpc(number, share)
    return World({(account_id, region): builder.lists})


class Builder:
    def __init__(self, account_id: str, region: str) -> None:
        self.account_id = account_id
        self.region = region
        self.lists: dict[str, Any] = {
            "Vpcs": [],
            "Subnets": [],
            "NetworkInterfaces": [],
            "VpcEndpoints": [],
            "RouteTables": [],
            "NetworkAcls": [],
            "SecurityGroups": [],
            "SecurityGroupRules": [],
            "InternetGateways": [],
            "DhcpOptions": [],
            "ServiceDetails": [service_detail(name, region) for name in (*SERVICES, "s3")],
            "DescribePrefixLists": [
                {
                    "PrefixListId": "pl-00000001",
                    "PrefixListName": f"com.amazonaws.{region}.s3",
                    "Cidrs": ["52.218.0.0/17"],
                }
            ],
            "DescribeManagedPrefixLists": [
                {
                    "PrefixListId": "pl-00000001",
                    "PrefixListName": f"com.amazonaws.{region}.s3",
                    "AddressFamily": "IPv4",
                    "State": "create-complete",
                    "OwnerId": "AWS",
                }
            ],
            "GetManagedPrefixListEntries": {"pl-00000001": [{"Cidr": "52.218.0.0/17"}]},
        }
        self.made = 0
        self.lists["DhcpOptions"].append(
            {
                "DhcpOptionsId": "dopt-00000001",
                "OwnerId": account_id,
                "DhcpConfigurations": [
                    {"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]},
                ],
            }
        )

    def add_vpc(self, number: int, interfaces: int) -> None:
        vpc_id = f"vpc-{number:017x}"
        network = IPv4Network(f"10.{number}.0.0/16")
        self.lists["Vpcs"].append(
            {
                "VpcId": vpc_id,
                "OwnerId": self.account_id,
                "CidrBlock": str(network),
                "CidrBlockAssociationSet": [
                    {
                        "AssociationId": f"vpc-cidr-assoc-{number:017x}",
                        "CidrBlock": str(network),
                        "CidrBlockState": {"State": "associated"},
                    }
                ],
                "State": "available",
                "IsDefault": False,
                "InstanceTenancy": "default",
                "DhcpOptionsId": "dopt-00000001",
                "Tags": named(f"vpc {number}"),
            }
        )
        self.lists["InternetGateways"].append(
            {
                "InternetGatewayId": f"igw-{number:017x}",
                "OwnerId": self.account_id,
                "Attachments": [{"VpcId": vpc_id, "State": "available"}],
            }
        )
        groups = self.add_groups(number, vpc_id, network)
        subnets = self.add_subnets(number, vpc_id, network)
        self.add_tables(number, vpc_id, network, subnets)
        addresses = {subnet["SubnetId"]: free_addresses(subnet["CidrBlock"]) for subnet in subnets}
        left = interfaces - self.add_endpoints(number, vpc_id, subnets, groups[0], addresses, interfaces)
        for count in range(left):
            subnet = subnets[count % len(subnets)]
            address = next(addresses[subnet["SubnetId"]])
            group = groups[1 + count % (len(groups) - 1)]
            self.add_interface(subnet, address, group, f"node {count}", "interface")

    def add_groups(self, number: int, vpc_id: str, network: IPv4Network) -> list[Record]:
        groups = []
        for index, name in enumerate(("endpoints", "web", "app", "batch")):
            group_id = f"sg-{number:012x}{index:05x}"
            https: Record = {
                "IpProtocol": "tcp",
                "FromPort": 443,
                "ToPort": 443,
                "IpRanges": [{"CidrIp": str(network)}],
            }
            everything: Record = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            groups.append(
                {
                    "GroupId": group_id,
                    "GroupName": f"{name}-{number}",
                    "Description": f"{name} of vpc {number}",
                    "OwnerId": self.account_id,
                    "VpcId": vpc_id,
                    "IpPermissions": [https],
                    "IpPermissionsEgress": [everything],
                }
            )
            for egress, rule in enumerate((https, everything)):
                self.lists["SecurityGroupRules"].append(
                    {
                        "SecurityGroupRuleId": f"sgr-{number:010x}{index:05x}{egress:02x}",
                        "GroupId": group_id,
                        "GroupOwnerId": self.account_id,
                        "IsEgress": bool(egress),
                        "IpProtocol": rule["IpProtocol"],
                        "FromPort": rule.get("FromPort", -1),
                        "ToPort": rule.get("ToPort", -1),
                        "CidrIpv4": rule["IpRanges"][0]["CidrIp"],
                    }
                )
        self.lists["SecurityGroups"] += groups
        return groups

    def add_subnets(self, number: int, vpc_id: str, network: IPv4Network) -> list[Record]:
        blocks = islice(network.subnets(new_prefix=20), 6)
        subnets = [
            {
                "SubnetId": f"subnet-{number:012x}{index:05x}",
                "VpcId": vpc_id,
                "OwnerId": self.account_id,
                "CidrBlock": str(block),
                "AvailabilityZone": f"{self.region}{ZONES[index % 3]}",
                "AvailabilityZoneId": f"euw1-az{index % 3 + 1}",
                "State": "available",
                "AvailableIpAddressCount": ADDRESSES_A_SUBNET - 5,
                "MapPublicIpOnLaunch": False,
                "Tags": named(f"subnet {number}.{index}"),
            }
            for index, block in enumerate(blocks)
        ]
        self.lists["Subnets"] += subnets
        return subnets

    def add_tables(self, number: int, vpc_id: str, network: IPv4Network, subnets: list[Record]) -> None:
        table_id = f"rtb-{number:017x}"
        self.lists["RouteTables"].append(
            {
                "RouteTableId": table_id,
                "VpcId": vpc_id,
                "OwnerId": self.account_id,
                "Associations": [
                    {"RouteTableAssociationId": f"rtbassoc-{number:017x}", "RouteTableId": table_id, "Main": True}
                ],
                "Routes": [
                    route(DestinationCidrBlock=str(network), GatewayId="local", Origin="CreateRouteTable"),
                    route(DestinationCidrBlock="0.0.0.0/0", GatewayId=f"igw-{number:017x}"),
                    route(DestinationPrefixListId="pl-00000001", GatewayId=gateway_endpoint_id(number)),
                ],
            }
        )
        self.lists["NetworkAcls"].append(
            {
                "NetworkAclId": f"acl-{number:017x}",
                "VpcId": vpc_id,
                "OwnerId": self.account_id,
                "IsDefault": True,
                "Entries": [
                    acl_entry(number, action, egress=egress)
                    for egress in (False, True)
                    for number, action in ((100, "allow"), (32767, "deny"))
                ],
                "Associations": [
                    {
                        "NetworkAclAssociationId": f"aclassoc-{subnet['SubnetId'].removeprefix('subnet-')}",
                        "NetworkAclId": f"acl-{number:017x}",
                        "SubnetId": subnet["SubnetId"],
                    }
                    for subnet in subnets
                ],
            }
        )

    def add_endpoints(
        self,
        number: int,
        vpc_id: str,
        subnets: list[Record],
        group: Record,
        addresses: dict[str, Iterator[str]],
        most: int,
    ) -> int:
        """Add a gateway endpoint and interface endpoints in three zones; return how many interfaces they took."""
        self.lists["VpcEndpoints"].append(
            {
                "VpcEndpointId": gateway_endpoint_id(number),
                "VpcEndpointType": "Gateway",
                "VpcId": vpc_id,
                "OwnerId": self.account_id,
                "ServiceName": f"com.amazonaws.{self.region}.s3",
                "State": "available",
                "RouteTableIds": [f"rtb-{number:017x}"],
                "PolicyDocument": OPEN_POLICY,
                "CreationTimestamp": CREATED,
            }
        )
        taken = 0
        for index, service in enumerate(SERVICES):
            if taken + len(ZONES) > most:
                break
            endpoint_id = f"vpce-1{number:011x}{index:05x}"
            zonal = subnets[: len(ZONES)]
            interfaces = [
                self.add_interface(
                    subnet,
                    next(addresses[subnet["SubnetId"]]),
                    group,
                    f"VPC Endpoint Interface {endpoint_id}",
                    "vpc_endpoint",
                )
                for subnet in zonal
            ]
            taken += len(interfaces)
            self.lists["VpcEndpoints"].append(
                {
                    "VpcEndpointId": endpoint_id,
                    "VpcEndpointType": "Interface",
                    "VpcId": vpc_id,
                    "OwnerId": self.account_id,
                    "ServiceName": f"com.amazonaws.{self.region}.{service}",
                    "State": "available",
                    "PrivateDnsEnabled": True,
                    "IpAddressType": "ipv4",
                    "DnsOptions": {"DnsRecordIpType": "ipv4"},
                    "SubnetIds": [subnet["SubnetId"] for subnet in zonal],
                    "NetworkInterfaceIds": [interface["NetworkInterfaceId"] for interface in interfaces],
                    "Groups": [{"GroupId": group["GroupId"], "GroupName": group["GroupName"]}],
                    "DnsEntries": [
                        {"DnsName": f"{endpoint_id}.{service}.{self.region}.vpce.amazonaws.com", "HostedZoneId": "Z1"},
                        {"DnsName": f"{service}.{self.region}.amazonaws.com", "HostedZoneId": "Z2"},
                    ],
                    "PolicyDocument": OPEN_POLICY,
                    "CreationTimestamp": CREATED,
                }
            )
        return taken

    def add_interface(self, subnet: Record, address: str, group: Record, description: str, kind: str) -> Record:
        self.made += 1
        interface_id = f"eni-{self.made:017x}"
        name = f"ip-{address.replace('.', '-')}.{self.region}.compute.internal"
        interface = {
            "NetworkInterfaceId": interface_id,
            "InterfaceType": kind,
            "SubnetId": subnet["SubnetId"],
            "VpcId": subnet["VpcId"],
            "AvailabilityZone": subnet["AvailabilityZone"],
            "AvailabilityZoneId": subnet["AvailabilityZoneId"],
            "OwnerId": self.account_id,
            "Description": description,
            "Groups": [{"GroupId": group["GroupId"], "GroupName": group["GroupName"]}],
            "PrivateIpAddress": address,
            "PrivateDnsName": name,
            "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address, "PrivateDnsName": name}],
            "Ipv6Addresses": [],
            "MacAddress": ":".join(f"{self.made:012x}"[at : at + 2] for at in range(0, 12, 2)),
            "RequesterManaged": kind != "interface",
            "SourceDestCheck": True,
            "Status": "in-use",
            "Operator": {"Managed": False},
            "Attachment": {
                "AttachmentId": f"eni-attach-{self.made:017x}",
                "AttachTime": CREATED,
                "DeleteOnTermination": True,
                "DeviceIndex": 0,
                "NetworkCardIndex": 0,
                "InstanceOwnerId": self.account_id,
                "Status": "attached",
            },
            "TagSet": [*named(description), {"Key": "made-by", "Value": "the fake"}],
        }
        self.lists["NetworkInterfaces"].append(interface)
        return interface


OPEN_POLICY = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'


def gateway_endpoint_id(vpc_number: int) -> str:
    return f"vpce-0{vpc_number:016x}"


def named(name: str) -> list[Record]:
    return [{"Key": "Name", "Value": name}]


def route(**members: str) -> Record:
    return {"State": "active", "Origin": "CreateRoute", **members}


def acl_entry(number: int, action: str, *, egress: bool) -> Record:
    return {
        "RuleNumber": number,
        "Protocol": "-1",
        "RuleAction": action,
        "Egress": egress,
        "CidrBlock": "0.0.0.0/0",
    }


def free_addresses(block: str) -> Iterator[str]:
    """Yield a subnet's addresses but for those that AWS keeps: the first four and the last."""
    network = IPv4Network(block)
    for offset in range(4, network.num_addresses - 1):
        yield str(network[offset])


def service_detail(service: str, region: str) -> Record:
    gateway = service == "s3"
    name = f"com.amazonaws.{region}.{service}"
    return {
        "ServiceName": name,
        "ServiceId": f"vpce-svc-{service}",
        "ServiceRegion": region,
        "ServiceType": [{"ServiceType": "Gateway" if gateway else "Interface"}],
        "AvailabilityZones": [f"{region}{zone}" for zone in ZONES],
        "Owner": "amazon",
        "BaseEndpointDnsNames": [f"{service}.{region}.vpce.amazonaws.com"],
        "PrivateDnsName": None if gateway else f"{service}.{region}.amazonaws.com",
        "VpcEndpointPolicySupported": True,
        "AcceptanceRequired": False,
        "ManagesVpcEndpoints": False,
    }
