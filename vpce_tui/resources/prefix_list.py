"""Which address blocks do AWS's own lists hold: S3, DynamoDB?"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Read, Resource, member


class PrefixList(Record, frozen=True, kw_only=True):
    identity = ("prefix_list_id",)

    cidrs: tuple[str, ...] = NOT_SENT
    prefix_list_id: str
    prefix_list_name: str | None = None


RESOURCE = Resource(
    record=PrefixList,
    name="prefix-lists",
    title="AWS prefix lists",
    read=Read("DescribePrefixLists", "PrefixLists"),
    columns=(
        member("NAME", "prefix_list_name"),
        member("ID", "prefix_list_id"),
        member("CIDRS", "cidrs"),
    ),
)
