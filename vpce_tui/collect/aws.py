"""How are AWS's APIs called? By aiobotocore, with one client for each login, service and Region.

Slow things are shared: one loader of service models for all sessions and one fast parser. Errors leave here as
`ReadError` alone.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from typing import Any, Final

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore import xform_name
from botocore.model import StructureShape

from vpce_tui.collect.answers import record_lists
from vpce_tui.collect.api import Answer, Call
from vpce_tui.collect.calls import Asked, CallWatcher, asked_for
from vpce_tui.collect.choice import Settings
from vpce_tui.collect.failures import ReadError, failure
from vpce_tui.collect.models import shared_loader
from vpce_tui.collect.network import refuse_web_pages
from vpce_tui.collect.paging import pages
from vpce_tui.collect.retries import use_retries
from vpce_tui.collect.throttle import Throttle, rate_of
from vpce_tui.collect.tls import SharingSession
from vpce_tui.collect.xml import ResponseParsers
from vpce_tui.model.record import Scope
from vpce_tui.resources import RESOURCES

__all__ = ["AwsApi", "Clients", "Settings", "client_config", "new_session", "page_size", "shared_loader"]

LOG = logging.getLogger(__name__)

READING: Final = ("Describe", "Get", "List", "Search")
"""What the names of operations that only read begin with. No other is ever called on what is listed."""


def client_config(settings: Settings) -> AioConfig:
    """Return botocore's configuration of a client."""
    return AioConfig(
        retries={"mode": "standard", "total_max_attempts": settings.attempts},
        connect_timeout=settings.connect_timeout_seconds,
        read_timeout=settings.read_timeout_seconds,
        max_pool_connections=settings.in_flight,
        user_agent_extra="vpce-tui",
        # All parameters are our own, and the tests send them to two servers that check them.
        parameter_validation=False,
        http_session_cls=SharingSession,
    )


def new_session(profile: str | None = None) -> AioSession:
    """Return a session of a profile, with the shared loader and the fast parser. Reads no file yet."""
    session = AioSession(profile=profile)
    session.register_component("data_loader", shared_loader())
    session.register_component("response_parser_factory", ResponseParsers(record_lists(RESOURCES)))
    refuse_web_pages(session)
    return session


class Clients:
    """Makes clients and keeps them until it is closed. One event loop's own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._clients: dict[tuple[AioSession, str, str], Any] = {}
        self._making = asyncio.Lock()
        self.stopped = threading.Event()
        """Set from any thread, it keeps answers that have arrived from being parsed."""
        self._watcher = CallWatcher(settings.calls, self.stopped)

    async def get(self, session: AioSession, service: str, region: str) -> Any:
        """Return the client of a session for a service in a Region."""
        key = (session, service, region)
        async with self._making:
            if key not in self._clients:
                create: Any = session.create_client  # its types want a literal name
                context = create(
                    service,
                    region_name=region,
                    endpoint_url=self.settings.endpoint_url,
                    config=client_config(self.settings),
                )
                client = await context.__aenter__()
                use_retries(client, self.settings.attempts, self.settings.longest_pause_seconds)
                self._watcher.watch(client)
                self._clients[key] = client
        return self._clients[key]

    async def release(self, session: AioSession, services: Collection[str], region: str | None = None) -> None:
        """Close the clients of a session for some services, in one Region or all; they are made anew when needed.

        A client of EC2 takes 1.4 MB, which nobody misses at one account and everybody at 50 times 17 Regions.
        """
        held = [key for key in self._clients if key[0] is session and key[1] in services and region in (None, key[2])]
        for client in [self._clients.pop(key) for key in held]:
            await client.close()

    async def aclose(self) -> None:
        """Close all connections. Clients that are asked for later have new ones."""
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.close()


class AwsApi:
    """The port to AWS: pages of calls, in scopes whose logins it was told."""

    def __init__(self, clients: Clients, throttle: Throttle | None = None) -> None:
        self._clients = clients
        self._throttle = throttle or Throttle()
        self._sessions: dict[Scope, AioSession] = {}

    def open(self, scope: Scope, session: AioSession) -> None:
        """Read `scope` with this session from now on."""
        self._sessions[scope] = session

    def is_open(self, scope: Scope) -> bool:
        """Tell whether a session was given for `scope`."""
        return scope in self._sessions

    async def pages(self, scope: Scope, call: Call) -> AsyncGenerator[Answer, None]:
        """Yield the call's pages to the end; see `Api.pages`."""
        if not call.operation.startswith(READING):
            raise ValueError(f"{call.operation} does not only read")

        asked = Asked(scope, 0)

        async def ask(parameters: Mapping[str, Any]) -> Answer:
            asked.page += 1
            with asked_for(asked):
                return await self._ask(scope, call, parameters, asked)

        async with aclosing(pages(ask, call.operation, call.parameters)) as answers:
            async for answer in answers:
                yield answer

    async def _ask(self, scope: Scope, call: Call, parameters: Mapping[str, Any], asked: Asked) -> Answer:
        region, at = call.region or scope.region, ""
        try:
            client = await self._clients.get(self._sessions[scope], call.service, region)
            at = str(client.meta.endpoint_url)
            sized = {**page_size(client, call), **parameters}
            # A filtered or paged call has the whole quota, all others half.
            paged = len(sized) > len(call.parameters) or "Filters" in sized
            began = time.monotonic()
            await self._throttle.take((scope.account_id, region, call.operation), rate_of(call.service, paged=paged))
            asked.waited_seconds = time.monotonic() - began
            answer: Answer = await getattr(client, xform_name(call.operation))(**sized)
        except Exception as error:  # whatever it was, it is this list's failure and no other's
            LOG.info("%s in %s: %r", call.operation, scope, error)
            raise ReadError(failure(error, call.permission, at=at)) from error
        return answer


def page_size(client: Any, call: Call) -> dict[str, Any]:
    """Return the parameter that sets a page's size, within the operation's own bounds; none if it does not page."""
    if call.page_size is None:
        return {}
    shape = client.meta.service_model.operation_model(call.operation).input_shape
    assert isinstance(shape, StructureShape)
    for name in ("MaxResults", "MaxItems"):
        if name in shape.members:
            size = min(call.page_size, shape.members[name].metadata.get("max", call.page_size))
            return {name: str(size) if shape.members[name].type_name == "string" else size}
    return {}
