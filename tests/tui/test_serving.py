"""Does `vpce-tui serve` show the explorer to who has the token, and nothing to anybody else?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar, WSServerHandshakeError

from tests.patience import PATIENCE
from vpce_tui.tui.serving import MOST_WINDOWS, TokenServer, child_command, listen


@pytest_asyncio.fixture
async def server() -> AsyncIterator[TokenServer]:
    listening = listen(0)
    serving = TokenServer(("demo", "--low-bandwidth", "off"), listening.getsockname()[1])
    ended = asyncio.Event()
    task = asyncio.create_task(serving.run(listening, ended))
    await asyncio.sleep(0)
    yield serving
    ended.set()
    await task


def browser() -> ClientSession:
    return ClientSession(cookie_jar=CookieJar(unsafe=True))


@pytest.mark.parametrize("path", ["/", "/?token=guess", "/ws", "/static/js/textual.js", "/download/1"])
async def test_nothing_is_answered_without_the_token(server: TokenServer, path: str) -> None:
    async with browser() as person, person.get(f"{server.public_url}{path}") as answer:
        assert answer.status == 403
        assert "<html" not in await answer.text()


async def test_the_token_leaves_the_address_and_the_page_loads_nothing_from_elsewhere(server: TokenServer) -> None:
    async with browser() as person, person.get(server.address) as answer:
        assert answer.status == 200
        assert server.token not in str(answer.url)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert server.token not in await answer.text()


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Host": "127.0.0.1:1"}])
async def test_another_name_for_this_machine_is_refused(server: TokenServer, header: dict[str, str]) -> None:
    async with browser() as person, person.get(server.address, headers=header) as answer:
        assert answer.status == 403


async def test_a_window_shows_the_explorer_and_obeys_its_keys(server: TokenServer) -> None:
    async with browser() as person:
        await (await person.get(server.address)).read()
        async with person.ws_connect(f"{server.public_url}/ws?width=80&height=24") as window:
            await shows(window, "partner")
            await window.send_str(json.dumps(["stdin", "?"]))
            await shows(window, "what was read, what was not")


async def test_another_page_and_one_window_too_many_are_refused(server: TokenServer) -> None:
    async with browser() as person:
        await (await person.get(server.address)).read()
        address = f"{server.public_url}/ws?width=80&height=24"
        with pytest.raises(WSServerHandshakeError) as refused:
            await person.ws_connect(address, origin="http://evil.example")
        assert refused.value.status == 403
        server._windows = MOST_WINDOWS
        with pytest.raises(WSServerHandshakeError) as refused:
            await person.ws_connect(address)
        assert refused.value.status == 503
        server._windows = 0


def test_words_with_blanks_stay_one_word() -> None:
    assert child_command(["open", "/tmp/my snapshots/a.jsonl.gz"]).endswith("open '/tmp/my snapshots/a.jsonl.gz'")


def test_a_port_that_is_taken_is_an_error() -> None:
    with listen(0) as taken, pytest.raises(OSError, match="in use"):
        listen(taken.getsockname()[1])


async def shows(window: object, text: str) -> None:
    """Wait until some text has come over a window's socket."""
    from aiohttp import ClientWebSocketResponse, WSMsgType

    assert isinstance(window, ClientWebSocketResponse)
    seen = b""
    async with asyncio.timeout(PATIENCE):
        while text.encode() not in seen:
            message = await window.receive()
            assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), (message, seen[-300:])
            seen += message.data if isinstance(message.data, bytes) else message.data.encode()
