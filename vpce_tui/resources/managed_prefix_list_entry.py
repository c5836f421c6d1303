"""Which address blocks does a managed prefix list hold?"""

from vpce_tui.model.record import Record
from vpce_tui.model.resource import Link, Parent, Read, Resource, member
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList


class PrefixListEntry(Record, frozen=True, kw_only=True):
    identity = ("prefix_list_id", "cidr")

    prefix_list_id: str
    cidr: str
    description: str | None = None


RESOURCE = Resource(
    record=PrefixListEntry,
    name="managed-prefix-list-entries",
    title="prefix list entries",
    read=Read(
        "GetManagedPrefixListEntries",
        "Entries",
        page_size=100,
        parent=Parent(ManagedPrefixList, "PrefixListId", field="prefix_list_id"),
    ),
    columns=(
        member("LIST", "prefix_list_id"),
        member("CIDR", "cidr"),
        member("DESCRIPTION", "description"),
    ),
    links=(Link("list", "managed-prefix-lists", lambda record: (record.prefix_list_id,)),),
)
