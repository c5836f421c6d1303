"""Which zones does a Region have, and which id does each name stand for in this account?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Read, Resource, member


class AvailabilityZoneMessage(Shape, frozen=True, kw_only=True):
    message: str | None = None


class AvailabilityZoneGeography(Shape, frozen=True, kw_only=True):
    name: str | None = None


class AvailabilityZoneSubGeography(Shape, frozen=True, kw_only=True):
    name: str | None = None


class AvailabilityZone(Record, frozen=True, kw_only=True):
    identity = ("zone_name",)

    opt_in_status: str | None = None
    messages: tuple[AvailabilityZoneMessage, ...] = NOT_SENT
    region_name: str | None = None
    zone_name: str
    zone_id: str | None = None
    group_name: str | None = None
    network_border_group: str | None = None
    zone_type: str | None = None
    parent_zone_name: str | None = None
    parent_zone_id: str | None = None
    group_long_name: str | None = None
    geography: tuple[AvailabilityZoneGeography, ...] = NOT_SENT
    sub_geography: tuple[AvailabilityZoneSubGeography, ...] = NOT_SENT
    state: str | None = None


RESOURCE = Resource(
    record=AvailabilityZone,
    name="availability-zones",
    title="Availability Zones",
    read=Read("DescribeAvailabilityZones", "AvailabilityZones", page_size=None),
    columns=(
        member("NAME", "zone_name"),
        member("ID", "zone_id"),
        member("STATE", "state"),
        member("TYPE", "zone_type"),
    ),
)
