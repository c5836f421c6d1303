"""How is the screen shown in a browser, to nobody but the person who started it?

textual-serve runs the explorer for each browser window. Around it: a token that only the printed address holds, passed
on as a cookie; the loopback address alone; as many windows as a person looks at; and a page that loads nothing from
elsewhere.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

HOST: Final = "127.0.0.1"
MOST_WINDOWS: Final = 4
"""Each window is a program of its own, which reads AWS."""
PATIENCE_SECONDS: Final = 5
"""How long a program may take to end when its window is closed."""
_COOKIE: Final = "vpce-tui-{port}"
"""Cookies are kept by host and not by port: a name for each, so that two servers do not take each other's."""
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self' ws://{host}:{port}; frame-ancestors 'none'; form-action 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def child_command(words: Sequence[str]) -> str:
    """Return the shell's command line that starts the explorer with these words."""
    return shlex.join([sys.executable, "-m", "vpce_tui", *words])


class TokenServer(Server):
    """Serves a command on loopback to whoever has the token."""

    def __init__(self, words: Sequence[str], port: int) -> None:
        super().__init__(child_command(words), HOST, port, title="vpce-tui")
        self.token = secrets.token_urlsafe(24)
        self._windows = 0

    @property
    def address(self) -> str:
        """The address to open; it holds the token."""
        return f"{self.public_url}/?token={self.token}"

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has told the address."""

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who has the token, and turn it from the address into a cookie, out of the browser's history."""
        if request.host not in (f"{HOST}:{self.port}", f"localhost:{self.port}"):
            raise web.HTTPForbidden(text="this server answers to its own address only")
        cookie = _COOKIE.format(port=self.port)
        if self._is_token(request.query.get("token", "")):
            answer: web.StreamResponse = web.Response(status=303, headers={"Location": "/"})
            answer.set_cookie(cookie, self.token, httponly=True, samesite="Strict", path="/")
            return self._sealed(answer)
        if not self._is_token(request.cookies.get(cookie, "")):
            raise web.HTTPForbidden(text="open the whole address that `vpce-tui serve` has printed: it holds a token")
        return self._sealed(await handler(request))

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _sealed(self, answer: web.StreamResponse) -> web.StreamResponse:
        if not answer.prepared:
            answer.headers["Content-Security-Policy"] = _POLICY.format(host=HOST, port=self.port)
            answer.headers["Referrer-Policy"] = "no-referrer"
            answer.headers["Cache-Control"] = "no-store"
            answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Start the explorer for one window."""
        if request.headers.get("Origin", self.public_url) not in (self.public_url, f"http://localhost:{self.port}"):
            raise web.HTTPForbidden(text="this page is not vpce-tui's own")
        if self._windows >= MOST_WINDOWS:
            raise web.HTTPServiceUnavailable(text=f"{MOST_WINDOWS} windows are open already: close one first")
        self._windows += 1
        try:
            return await self._window(request)
        finally:
            self._windows -= 1

    async def _window(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)
        width, height = (to_int(request.query.get(name, ""), usual) for name, usual in (("width", 80), ("height", 24)))
        service = AppService(
            self.command,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=partial(_close, socket),
            download_manager=self.download_manager,
        )
        await service.start(width, height)
        try:
            await self._process_messages(socket, service)
        finally:
            await asyncio.shield(_end(service))
        return socket

    async def run(self, listening: socket.socket, ended: asyncio.Event) -> None:
        """Serve on a socket that listens, until `ended` is set."""
        runner = web.AppRunner(await self._make_app(), handle_signals=False)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            await ended.wait()
        finally:
            await runner.cleanup()


async def _close(socket: web.WebSocketResponse) -> None:
    await socket.close()


async def _end(service: AppService) -> None:
    """End a window's program: ask it first, then make it."""
    process = service._process  # noqa: SLF001 - textual-serve itself leaves it behind
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await service.stop()
    except (TimeoutError, OSError):  # it does not answer, or has gone already
        pass
    if process is not None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def listen(port: int) -> socket.socket:
    """Return a socket that listens on loopback; 0 is any free port.

    Raises:
        OSError: The port is taken, or not allowed.
    """
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening
