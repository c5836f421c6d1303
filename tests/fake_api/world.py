"""What do the made-up accounts hold?

A world maps (account id, Region) to lists of records in botocore's spelling,
under the operation's name (`DescribeManagedPrefixLists`) or the name of its
result (`Vpcs`). Operations that list something *of* a parent take a mapping from
the parent's id: `{"GetManagedPrefixListEntries": {"pl-1": [{"Cidr": "10.0.0.0/8"}]}}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]
Region = tuple[str, str]
"""(account id, Region)"""

AMBIGUOUS_KEYS = {
    "PrefixLists": "DescribePrefixLists or DescribeManagedPrefixLists",
    "Associations": "GetTransitGatewayRouteTableAssociations",
}


class World:
    """All accounts and Regions. Change it by `put` alone, for pages are rendered once and kept."""

    def __init__(self, contents: Mapping[Region, Mapping[str, Any]]) -> None:
        self.contents: dict[Region, dict[str, Any]] = {}
        self.version = 0
        """Grows with every change."""
        for region, lists in contents.items():
            self.contents[region] = {}
            for key, records in lists.items():
                self.put(region, key, records)

    def put(self, region: Region, key: str, records: Any) -> None:
        """Replace one list.

        Raises:
            ValueError: Several operations give a result of that name.
        """
        if key in AMBIGUOUS_KEYS:
            raise ValueError(f"{key} is the result of several operations: say {AMBIGUOUS_KEYS[key]}")
        self.contents.setdefault(region, {})[key] = records
        self.version += 1

    def get(self, region: Region, *keys: str) -> Any:
        """Return what stands under the first of `keys` that is there, else an empty list."""
        lists = self.contents.get(region, {})
        return next((lists[key] for key in keys if key in lists), [])

    def has(self, region: Region, key: str) -> bool:
        return key in self.contents.get(region, {})

    def regions(self, account_id: str) -> Sequence[str]:
        return [region for account, region in self.contents if account == account_id]
