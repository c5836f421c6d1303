"""Does the filler make exactly as many interfaces as asked, all different, cheaply and while they are asked for?"""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from tests.work import LINEAR, growth, steps_of
from vpce_tui.demo.filler import FIXED, MOST_VPCS, SIZES, plan_filler
from vpce_tui.demo.world import base_interfaces, events, topology
from vpce_tui.errors import UsageError
from vpce_tui.model.events import PageRead
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc import Vpc


@pytest.mark.parametrize("more", [1, 2, 12, 13, 38, 39, 40, 419, 420, 421, 2321, 7777])
def test_there_are_exactly_as_many_interfaces_as_asked_for(more: int) -> None:
    assert topology(base_interfaces() + more).count(NetworkInterface) == base_interfaces() + more


def test_a_hundred_thousand_interfaces_are_all_different() -> None:
    pages = [event for event in events(100_000) if isinstance(event, PageRead)]

    found = [record for page in pages if page.record_type is NetworkInterface for record in page.records]
    assert len(found) == 100_000
    assert len({record.record_id for record in found}) == 100_000
    assert len({getattr(record, "private_ip_address", None) for record in found}) == 100_000


def test_twice_as_many_interfaces_are_twice_the_work() -> None:
    assert growth(lambda interfaces: lambda: list(events(interfaces)), 4000) < LINEAR


def test_vpcs_are_many_and_of_different_sizes() -> None:
    world = topology(20_000)
    sizes = Counter(interface.vpc_id for interface in world.records(NetworkInterface))
    assert len(sizes) > 20
    assert max(sizes.values()) > 50 * min(sizes.values())


def test_workloads_are_of_the_kinds_that_accounts_have() -> None:
    kinds = Counter(interface.interface_type for interface in topology(5000).records(NetworkInterface))
    assert kinds.keys() >= {"lambda", "interface", "vpc_endpoint", "nat_gateway", "network_load_balancer", "efs"}


def test_a_furnished_vpc_has_as_many_fixed_interfaces_as_the_plan_counts() -> None:
    filler = plan_filler(SIZES[0])
    (plan,) = filler.plans
    held = filler._skeleton(plan).held(NetworkInterface, plan.scope)
    assert plan.furnished
    assert len(held) == FIXED


def test_the_first_pages_come_without_making_the_rest() -> None:
    topology()
    first = steps_of(lambda: list(islice(events(20_000), 50)))
    assert first * 8 < steps_of(lambda: list(events(20_000)))


def test_more_than_the_address_space_holds_is_refused() -> None:
    with pytest.raises(UsageError, match="more than the demo world holds"):
        plan_filler(MOST_VPCS * max(SIZES))


def test_a_million_interfaces_find_room() -> None:
    plans = plan_filler(1_000_000).plans
    assert sum(plan.interfaces for plan in plans) == 1_000_000
    assert len({plan.cidr for plan in plans}) == len(plans) <= MOST_VPCS


def test_names_of_vpcs_are_used_once() -> None:
    names = Counter(vpc.name_tag for vpc in topology(20_000).records(Vpc))
    # central IT's shared VPC shows no tags, so it has no name.
    assert [name for name, count in names.items() if count > 1 and name] == []
