"""A world that changes while somebody looks: in each round a few interfaces come, go and differ."""

from __future__ import annotations

from typing import Any

from tests.fake_api.world import Region, World

Record = dict[str, Any]


class Changing:
    """The changes of one account's Region, always the same ones in the same order."""

    def __init__(self, world: World, region: Region, *, each: int = 1) -> None:
        self._world = world
        self._region = region
        self._each = each
        self.rounds = 0

    def change(self) -> None:
        """Take interfaces away, add as many, and describe as many anew."""
        self.rounds += 1
        interfaces: list[Record] = list(self._world.get(self._region, "NetworkInterfaces"))
        plain = [at for at, interface in enumerate(interfaces) if interface.get("InterfaceType") == "interface"]
        gone = plain[: self._each]
        renamed = plain[self._each : 2 * self._each]
        for at in renamed:
            interfaces[at] = {**interfaces[at], "Description": f"described anew in round {self.rounds}"}
        new = [self._copy(interfaces[at], number) for number, at in enumerate(gone)]
        kept = [interface for at, interface in enumerate(interfaces) if at not in set(gone)]
        self._world.put(self._region, "NetworkInterfaces", [*kept, *new])

    def _copy(self, interface: Record, number: int) -> Record:
        """Return an interface like one that is gone, with an id of its own."""
        name = f"eni-{self.rounds:08x}{number:09x}"
        return {**interface, "NetworkInterfaceId": name, "Description": f"came in round {self.rounds}"}
