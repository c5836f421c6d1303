"""When has a screen come to rest after a key? When nobody on it has a message left, however long that took.

Textual's pilot asks another thing: did the process take little processor time within the last 20 ms? On a busy machine
a process that still has everything to do takes little as well, and on an idle one every key costs three times 20 ms.
"""

from __future__ import annotations

from textual._context import active_app
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot

_ROUNDS = 3
"""Rounds without a message after which the screen is at rest."""
_MOST_ROUNDS = 2_000
"""Rounds after which it is left as it is: while rows stream in, somebody always has a message."""


async def until_at_rest(*_seconds: float) -> None:
    """Wait until all that is on the screen has taken its messages, and those that came of them.

    What threads and timers bring later is not waited for. Takes the place of `textual._wait.wait_for_idle`.
    """
    app = active_app.get()
    pilot: Pilot[object] = Pilot(app)
    still = 0
    for _ in range(_MOST_ROUNDS):
        await pilot._wait_for_screen()  # everybody has taken what was there before
        still = still + 1 if is_at_rest(app) else 0
        if still == _ROUNDS or app._exception is not None or app._exit:
            return


def is_at_rest(app: App[object]) -> bool:
    """Has nobody in the app a message left, and no key to obey?"""
    pumps: list[MessagePump] = [app, *app._registry]
    keys = getattr(app, "_key_order", None)
    return not any(pump.message_queue_size for pump in pumps) and not (keys is not None and keys._is_busy)
