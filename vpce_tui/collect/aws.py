"""How are AWS's APIs called? By aiobotocore, with one client for each login, service and Region.

Slow things are shared: one loader of service models for all sessions (a second session's first client costs 12 ms with
it, 90 ms without) and one fast parser. Errors leave here as `ReadError` alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, aclosing
from functools import cache
from typing import Any, Final

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore import xform_name
from botocore.loaders import Loader, create_loader
from botocore.model import StructureShape

from vpce_tui.collect.api import Answer, Call
from vpce_tui.collect.choice import Settings
from vpce_tui.collect.failures import ReadError, failure
from vpce_tui.collect.paging import pages
from vpce_tui.collect.retries import use_retries
from vpce_tui.collect.throttle import Throttle, rate_of
from vpce_tui.collect.xml import ResponseParsers
from vpce_tui.model.record import Scope

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
    )


@cache
def shared_loader() -> Loader:
    """Return the loader of service models that all sessions share."""
    return create_loader()


def new_session(profile: str | None = None) -> AioSession:
    """Return a session of a profile, with the shared loader and the fast parser. Reads no file yet."""
    session = AioSession(profile=profile)
    session.register_component("data_loader", shared_loader())
    session.register_component("response_parser_factory", ResponseParsers())
    return session


class Clients:
    """Makes clients and keeps them until it is closed. One event loop's own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stack = AsyncExitStack()
        self._clients: dict[tuple[AioSession, str, str], Any] = {}
        self._making = asyncio.Lock()

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
                client = await self._stack.enter_async_context(context)
                use_retries(client, self.settings.attempts, self.settings.longest_pause_seconds)
                self._clients[key] = client
        return self._clients[key]

    async def aclose(self) -> None:
        """Close all connections."""
        self._clients.clear()
        await self._stack.aclose()


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

        async def ask(parameters: Mapping[str, Any]) -> Answer:
            return await self._ask(scope, call, parameters)

        async with aclosing(pages(ask, call.operation, call.parameters)) as answers:
            async for answer in answers:
                yield answer

    async def _ask(self, scope: Scope, call: Call, parameters: Mapping[str, Any]) -> Answer:
        region = call.region or scope.region
        try:
            client = await self._clients.get(self._sessions[scope], call.service, region)
            sized = {**page_size(client, call), **parameters}
            # A filtered or paged call has the whole quota, all others half.
            paged = len(sized) > len(call.parameters) or "Filters" in sized
            await self._throttle.take((scope.account_id, region, call.operation), rate_of(call.service, paged=paged))
            answer: Answer = await getattr(client, xform_name(call.operation))(**sized)
        except Exception as error:  # whatever it was, it is this list's failure and no other's
            LOG.info("%s in %s: %r", call.operation, scope, error)
            raise ReadError(failure(error, call.permission)) from error
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
