"""The HTTP server: one loopback port that is every account's EC2 and STS in every Region.

It runs on an event loop in a thread of its own, so that a synchronous test can use
it as well as a coroutine, and a client that blocks its own loop cannot stop it.
A fault of the fake itself (a member that no shape has) is raised when it closes.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType

from aiohttp import web

from tests.fake_api.answers import Answers
from tests.fake_api.calls import Call, query_call, require_time, signed_call
from tests.fake_api.dns import dns_answer, dns_call, dns_error
from tests.fake_api.errors import ApiError
from tests.fake_api.faults import CutMidBody, Fault, Faults, Hang, RawAnswer, RepeatToken, Reset
from tests.fake_api.quota import Quota
from tests.fake_api.world import World

XML = "text/xml"
DNS_SERVICES = ("route53", "route53resolver")


class FakeEc2:
    """A running fake, as a context manager.

    `quota` None never throttles. `latency_seconds` is slept before each answer,
    for benchmarks alone. Keys that name no account belong to `default_account`.
    Its clock goes `clock_ahead` before this computer's: five minutes are tolerated.
    """

    def __init__(
        self,
        world: World,
        *,
        quota: Quota | None = None,
        latency_seconds: float = 0.0,
        default_account: str | None = None,
        port: int = 0,
        clock_ahead: timedelta = timedelta(),
    ) -> None:
        self.clock_ahead = clock_ahead
        self.world = world
        self.faults = Faults()
        self.calls: list[Call] = []
        """Every request that could be read, in the order of arrival."""
        self.quota = quota
        self.answers = Answers(world)
        self.port = port
        self.refused_for_time = 0
        """Requests that were signed more than five minutes from this server's time."""
        self.hung = 0
        """Connections that hang now."""
        self.most_in_flight = 0
        """The most requests that were under way at once."""
        self._latency = latency_seconds
        self._default_account = default_account
        self._in_flight = 0
        self._broken: list[Exception] = []
        self._server: web.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fake EC2", daemon=True)
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def actions(self) -> Counter[str]:
        """Count the requests by action."""
        return Counter(call.action for call in self.calls)

    def drop_connections(self) -> None:
        """Close every connection, as a server or a firewall does with those that were silent for long."""

        async def drop() -> None:
            assert self._server is not None
            for connection in self._server.connections:
                if connection.transport is not None:
                    connection.transport.close()

        asyncio.run_coroutine_threadsafe(drop(), self._loop).result()

    def __enter__(self) -> FakeEc2:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()
        if self._broken and error is None:
            raise self._broken[0]

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self._server = runner.server
        self._ready.set()
        await self._closing.wait()
        await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        try:
            return await self._respond(request)
        except Exception as error:  # kept, to be raised where the test ends
            self._broken.append(error)
            broken = ApiError("FakeIsBroken", repr(error), 400)
            return web.Response(body=broken.body("ec2"), status=broken.status, content_type=XML)
        finally:
            self._in_flight -= 1

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        service = "ec2"
        try:
            call = signed_call(request.headers, self._default_account, time.monotonic())
            service = call.service
            self._require_time(request)
            body = (await request.read()).decode()
            if service in DNS_SERVICES:
                call = dns_call(call, request.path, request.query, body, request.headers.get("X-Amz-Target", ""))
            else:
                call = self.answers.placed(query_call(call, body))
            self.calls.append(call)
            if self._latency:
                await asyncio.sleep(self._latency)
            if fault := self.faults.take(call):
                return await self._fail(request, call, fault)
            paged = "MaxResults" in call.params or "Filters" in call.params
            if self.quota and not self.quota.take((*call.scope, call.action), call.time, paged=paged):
                raise ApiError("RequestLimitExceeded", "Request limit exceeded.")
            answer, content_type = self._answer(call)
            return web.Response(body=answer, headers={"Content-Type": content_type, "Date": self._date()})
        except ApiError as error:
            answer, content_type = dns_error(error, service) if service in DNS_SERVICES else (error.body(service), XML)
            headers = {"Content-Type": content_type, "Date": self._date()}
            return web.Response(body=answer, status=error.status, headers=headers)

    def _require_time(self, request: web.Request) -> None:
        try:
            require_time(request.headers, self._now())
        except ApiError:
            self.refused_for_time += 1
            raise

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.clock_ahead

    def _date(self) -> str:
        return format_datetime(self._now(), usegmt=True)

    def _answer(self, call: Call) -> tuple[bytes, str]:
        if call.service in DNS_SERVICES:
            return dns_answer(self.world, call)
        return self.answers.answer(call), XML

    async def _fail(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        match fault:
            case ApiError():
                raise fault
            case RawAnswer(body, status, content_type):
                return web.Response(body=body, status=status, headers={"Content-Type": content_type})
            case RepeatToken(token):
                return web.Response(body=with_token(self._first_page(call), token), content_type=XML)
            case Hang():
                return await self._hang()
            case Reset():
                return reset(request)
            case CutMidBody():
                return await cut(request, self._answer(call)[0])

    def _first_page(self, call: Call) -> bytes:
        params = {name: value for name, value in call.params.items() if name != "NextToken"}
        first = Call(call.action, call.service, call.account_id, call.region, params)
        return self.answers.answer(first)

    async def _hang(self) -> web.StreamResponse:
        self.hung += 1
        try:
            await self._closing.wait()
        finally:
            self.hung -= 1
        return web.Response()


def with_token(body: bytes, token: str) -> bytes:
    """Put `token` in place of the body's own NextToken, or at its end."""
    head, mark, tail = body.partition(b"<nextToken>")
    new = b"<nextToken>" + token.encode() + b"</nextToken>"
    if mark:
        return head + new + tail.partition(b"</nextToken>")[2]
    head, mark, tail = body.rpartition(b"</")
    return head + new + mark + tail


def reset(request: web.Request) -> web.StreamResponse:
    """Send a TCP reset: with no time to linger, closing a socket is not said politely."""
    assert request.transport is not None
    raw: socket.socket = request.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()


async def cut(request: web.Request, body: bytes) -> web.StreamResponse:
    """Promise the whole body, send its half, and close."""
    response = web.StreamResponse(headers={"Content-Type": XML, "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    assert request.transport is not None
    request.transport.close()
    return response
