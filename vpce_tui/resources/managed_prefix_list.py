"""Which lists of address blocks are there, AWS's own and the account's?

The blocks are another call's answer for each list: see `managed_prefix_list_entry`; AWS's own also stand in
`prefix_list`, in one call.
"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.shapes import Tag


class ManagedPrefixList(Record, frozen=True, kw_only=True):
    identity = ("prefix_list_id",)

    prefix_list_id: str
    address_family: str | None = None
    state: str | None = None
    state_message: str | None = None
    prefix_list_arn: str | None = None
    prefix_list_name: str | None = None
    max_entries: int | None = None
    version: int | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    owner_id: str | None = None
    ipam_prefix_list_resolver_target_id: str | None = None
    ipam_prefix_list_resolver_sync_enabled: bool | None = None


RESOURCE = Resource(
    record=ManagedPrefixList,
    name="managed-prefix-lists",
    title="managed prefix lists",
    read=Read("DescribeManagedPrefixLists", "PrefixLists", page_size=100),
    columns=(
        member("NAME", "prefix_list_name"),
        member("ID", "prefix_list_id"),
        member("FAMILY", "address_family"),
        member("MAX", "max_entries"),
        member("STATE", "state"),
        member("OWNER", "owner_id"),
    ),
)
