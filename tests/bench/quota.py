"""How many calls does EC2 refuse, and how many fail for good, when a reader asks as much as it may?

200 lists of one page, twelve at a time, against a fake that has EC2's token buckets: 100 tokens, 20 more a second.
Ours waits its turn; botocore's retries try again what was refused.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.fake_api import FakeEc2, Quota, World, access_key_id
from tests.fake_api.big import ACCOUNT, REGION
from vpce_tui.collect.api import Call
from vpce_tui.collect.aws import AwsApi, Clients, new_session
from vpce_tui.collect.choice import Settings
from vpce_tui.collect.failures import ReadError
from vpce_tui.model.record import Scope

CALLS = 200
AT_ONCE = 12
OPERATION = "GetManagedPrefixListEntries"
Ask = Callable[[str], Awaitable[Any]]


@dataclass
class Polite:
    """What became of the calls of one kind of reader."""

    name: str
    throttled: int
    """Requests that were refused for their number."""
    requests: int
    failed: int
    """Calls that were given up."""
    seconds: float

    @property
    def says(self) -> str:
        share = self.throttled / self.requests
        return f"{self.throttled:4} throttled ({share:.1%}), {self.failed:3} of {CALLS} failed, {self.seconds:.1f} s"


def prefix_lists() -> World:
    entries = {f"pl-{number:08x}": [{"Cidr": "10.0.0.0/8"}] for number in range(CALLS)}
    return World({(ACCOUNT, REGION): {OPERATION: entries}})


async def asked(name: str, fake: FakeEc2, ask: Ask) -> Polite:
    """Ask for every list, and count."""
    at_once = asyncio.Semaphore(AT_ONCE)
    failed = 0

    async def one(number: int) -> None:
        nonlocal failed
        async with at_once:
            try:
                await ask(f"pl-{number:08x}")
            except Exception:  # whatever it was, a peer's call is given up
                failed += 1

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(CALLS)))
    assert fake.quota is not None
    return Polite(name, fake.quota.refused, len(fake.calls), failed, time.perf_counter() - began)


async def ours(fake: FakeEc2) -> Polite:
    clients = Clients(Settings(endpoint_url=fake.url))
    api = AwsApi(clients)
    scope = Scope(ACCOUNT, REGION)
    session = new_session()
    session.set_credentials(access_key_id(ACCOUNT), "made-up")
    api.open(scope, session)

    async def ask(list_id: str) -> None:
        call = Call(OPERATION, parameters={"PrefixListId": list_id}, page_size=100)
        try:
            async for _ in api.pages(scope, call):
                pass
        except ReadError as error:
            raise RuntimeError(error.coverage.says) from error

    try:
        return await asked("ours", fake, ask)
    finally:
        await clients.aclose()


async def stock(name: str, fake: FakeEc2, retries: dict[str, Any]) -> Polite:
    from aiobotocore.config import AioConfig
    from aiobotocore.session import get_session

    create: Any = get_session().create_client  # its types want literal names and a typed dictionary
    keys = {"aws_access_key_id": access_key_id(ACCOUNT), "aws_secret_access_key": "made-up"}
    settings: Any = {"retries": retries}
    config = AioConfig(**settings)
    async with create("ec2", region_name=REGION, endpoint_url=fake.url, config=config, **keys) as client:

        async def ask(list_id: str) -> None:
            await client.get_managed_prefix_list_entries(PrefixListId=list_id, MaxResults=100)

        return await asked(name, fake, ask)


async def at_quota() -> list[Polite]:
    """Let each kind of reader ask, with full buckets each."""
    found = []
    with FakeEc2(prefix_lists(), quota=Quota()) as fake:
        found.append(await ours(fake))
    for name, retries in (
        ("aiobotocore, default", {"mode": "legacy"}),
        ("aiobotocore, standard", {"mode": "standard"}),
    ):
        with FakeEc2(prefix_lists(), quota=Quota()) as fake:
            found.append(await stock(name, fake, retries))
    return found
