"""Which private hosted zones answer names inside a VPC, and with what?

Only zones of the account itself list their records.
"""

import msgspec

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Parent, Read, Resource, member
from vpce_tui.resources.vpc import Vpc


class HostedZoneOwner(Shape, frozen=True, kw_only=True):
    owning_account: str | None = None
    owning_service: str | None = None


class HostedZoneSummary(Record, frozen=True, kw_only=True):
    identity = ("vpc_id", "hosted_zone_id")

    vpc_id: str = msgspec.field(name="VPCId")
    hosted_zone_id: str
    name: str | None = None
    owner: HostedZoneOwner | None = None


class GeoLocation(Shape, frozen=True, kw_only=True):
    continent_code: str | None = None
    country_code: str | None = None
    subdivision_code: str | None = None


class ResourceRecord(Shape, frozen=True, kw_only=True):
    value: str | None = None


class AliasTarget(Shape, frozen=True, kw_only=True):
    hosted_zone_id: str | None = None
    dns_name: str | None = msgspec.field(default=None, name="DNSName")
    evaluate_target_health: bool | None = None


class CidrRoutingConfig(Shape, frozen=True, kw_only=True):
    collection_id: str | None = None
    location_name: str | None = None


class Coordinates(Shape, frozen=True, kw_only=True):
    latitude: str | None = None
    longitude: str | None = None


class GeoProximityLocation(Shape, frozen=True, kw_only=True):
    aws_region: str | None = msgspec.field(default=None, name="AWSRegion")
    local_zone_group: str | None = None
    coordinates: Coordinates | None = None
    bias: int | None = None


class ResourceRecordSet(Record, frozen=True, kw_only=True):
    identity = ("hosted_zone_id", "name", "type", "set_identifier")

    hosted_zone_id: str
    name: str | None = None
    type: str | None = None
    set_identifier: str | None = None
    weight: int | None = None
    region: str | None = None
    geo_location: GeoLocation | None = None
    failover: str | None = None
    multi_value_answer: bool | None = None
    ttl: int | None = msgspec.field(default=None, name="TTL")
    resource_records: tuple[ResourceRecord, ...] = NOT_SENT
    alias_target: AliasTarget | None = None
    health_check_id: str | None = None
    traffic_policy_instance_id: str | None = None
    cidr_routing_config: CidrRoutingConfig | None = None
    geo_proximity_location: GeoProximityLocation | None = None


HOSTED_ZONE_SUMMARY_RESOURCE = Resource(
    record=HostedZoneSummary,
    name="hosted-zones",
    title="private hosted zones",
    read=Read(
        "ListHostedZonesByVPC",
        "HostedZoneSummaries",
        page_size=100,
        service="route53",
        parent=Parent(Vpc, "VPCId", field="vpc_id"),
    ),
    columns=(
        member("VPC", "vpc_id"),
        member("ZONE", "hosted_zone_id"),
        member("NAME", "name"),
    ),
    links=(Link("VPC", "vpcs", lambda record: (record.vpc_id,)),),
)


RESOURCE_RECORD_SET_RESOURCE = Resource(
    record=ResourceRecordSet,
    name="resource-record-sets",
    title="records of private hosted zones",
    read=Read(
        "ListResourceRecordSets",
        "ResourceRecordSets",
        page_size=300,
        service="route53",
        parent=Parent(HostedZoneSummary, "HostedZoneId", field="hosted_zone_id"),
    ),
    columns=(
        member("ZONE", "hosted_zone_id"),
        member("NAME", "name"),
        member("TYPE", "type"),
        Column("VALUES", lambda record: " ".join(value.value or "" for value in record.resource_records)),
    ),
)
