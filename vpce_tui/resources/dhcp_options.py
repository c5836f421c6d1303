"""Which name servers and domain does a VPC hand out?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class AttributeValue(Shape, frozen=True, kw_only=True):
    value: str | None = None


class DhcpConfiguration(Shape, frozen=True, kw_only=True):
    ordered = frozenset({"values"})  # name servers are asked in turn

    key: str | None = None
    values: tuple[AttributeValue, ...] = NOT_SENT


class DhcpOptions(Record, frozen=True, kw_only=True):
    identity = ("dhcp_options_id",)

    owner_id: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    dhcp_options_id: str
    dhcp_configurations: tuple[DhcpConfiguration, ...] = NOT_SENT


def option_values(options: DhcpOptions, key: str) -> tuple[str, ...]:
    """Return the values of one option, such as `domain-name-servers`; empty where it is not set."""
    return tuple(
        value.value or ""
        for configuration in options.dhcp_configurations
        if configuration.key == key
        for value in configuration.values
    )


RESOURCE = Resource(
    record=DhcpOptions,
    name="dhcp-options",
    title="DHCP options",
    read=Read("DescribeDhcpOptions", "DhcpOptions"),
    columns=(
        label_column(),
        member("ID", "dhcp_options_id"),
        Column("NAME SERVERS", lambda record: " ".join(option_values(record, "domain-name-servers"))),
        Column("DOMAIN", lambda record: " ".join(option_values(record, "domain-name"))),
    ),
)
