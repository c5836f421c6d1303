"""How does the screen read AWS without ever waiting for it? By a thread with an event loop of its own.

Parsing a page takes tens of milliseconds and importing aiobotocore 300: here they delay nobody. The thread imports
when it runs, not when this module is loaded.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, Final

from vpce_tui.collect.asking import AskCode
from vpce_tui.collect.choice import Choice, Settings
from vpce_tui.errors import UnreadableError, VpceTuiError
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record, Scope

if TYPE_CHECKING:
    from vpce_tui.collect.session import CollectSession
    from vpce_tui.collect.wanted import WantedPolicies
    from vpce_tui.collect.watch import GoOn

GC_THRESHOLDS: Final = (20_000, 20, 20)
"""Pages are trees without cycles, so looking for garbage at every 700th object finds none and costs a fifth of the
reading: 2.1 s against 1.7 s for 50,000 interfaces. gc.freeze after each page gains as much, but never lets go."""


class LiveSource:
    """AWS as a source of events, for a screen or a command.

    `report` takes every event, on the reader's thread: a screen hands each over to its own loop. `ended`, if given, is
    called there whenever nothing is left to read. All methods may be called from any thread and, but for `wait` and
    `close`, return at once.

    `ask_code` puts a question to a person; without it, a login that wants an MFA code fails. `watches` keeps an eye on
    the world for as long as the source is open: once a login that had expired is renewed, or the computer has slept,
    what failed is read again by itself, and `tell` hears of it in one sentence.
    """

    def __init__(
        self,
        choice: Choice,
        report: Callable[[CollectEvent], None],
        *,
        settings: Settings = Settings(),  # noqa: B008 - frozen
        record_types: Iterable[type[Record]] | None = None,
        ended: Callable[[VpceTuiError | None], None] | None = None,
        ask_code: AskCode | None = None,
        tell: Callable[[str], None] | None = None,
        watches: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.error: VpceTuiError | None = None
        """Why nothing could be read, if so: what was asked for does not exist, or no login works."""
        self._choice = choice
        self._report = report
        self._settings = settings
        self._record_types = None if record_types is None else tuple(record_types)
        self._ended = ended
        self._ask_code = ask_code
        self._tell = tell
        self._watches = watches
        self._now = now
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="AWS reader", daemon=True)
        self._session: CollectSession | None = None
        self._closing = asyncio.Event()
        self._jobs: set[asyncio.Task[None]] = set()
        self._left = 0
        self._idle = threading.Condition()
        self._closed = False

    def start(self) -> None:
        """Begin to read everything that was chosen."""
        self._submit(self._begin)
        self._thread.start()

    def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> None:
        """Read again: everything, one scope, one type in all scopes, or one type in one scope.

        Reading everything again also tries the logins that failed.
        """

        async def again(session: CollectSession) -> None:
            types = self._record_types if record_type is None else (record_type,)
            await session.read_again(scope, types, retry_logins=scope is None and record_type is None)

        self._submit(again)

    def read_policies(self, *wanted: WantedPolicies) -> None:
        """Read policies that are not listed with everything: of roles, of resources, of the organization."""

        async def read(session: CollectSession) -> None:
            async with asyncio.TaskGroup() as group:
                for each in wanted:
                    group.create_task(session.read_policies(each))

        self._submit(read)

    def cancel(self) -> None:
        """Stop reading. Lists that had begun end as cancelled; `refresh` reads them again."""
        if self._session is not None:
            self._session.stop()  # the loop may be busy with pages that have arrived
        self._call(self._cancel_jobs)

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait until nothing is left to read; False where the time ran out before.

        Raises:
            VpceTuiError: Nothing could be read at all.
        """
        with self._idle:
            done = self._idle.wait_for(lambda: self._left == 0, timeout_seconds)
        if done and self.error is not None:
            raise self.error
        return done

    def close(self) -> None:
        """Stop reading and end the thread. Waits for it, some tens of milliseconds."""
        if self._closed:
            return
        self._closed = True
        if self._thread.ident is None:
            self._loop.close()
            return
        self._call(self._closing.set)
        self._thread.join()

    def __enter__(self) -> LiveSource:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, function: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function)

    def _submit(self, job: Callable[[CollectSession], Coroutine[Any, Any, None]]) -> None:
        if self._closed:
            return
        with self._idle:
            self._left += 1

        def begin() -> None:
            task = self._loop.create_task(self._job(job))
            self._jobs.add(task)
            task.add_done_callback(self._jobs.discard)

        self._call(begin)

    async def _job(self, job: Callable[[CollectSession], Coroutine[Any, Any, None]]) -> None:
        try:
            if self._session is None:
                self._session = self._new_session()
            self.error = None
            await job(self._session)
        except VpceTuiError as error:
            self.error = error
        except Exception as error:
            self.error = UnreadableError(f"the reader failed: {error!r}", help="--log FILE keeps the details")
        finally:
            self._job_done()

    def _new_session(self) -> CollectSession:
        # Imported here, on the reader's thread, as it takes 300 ms.
        from vpce_tui.collect.session import CollectSession

        return CollectSession(self._choice, self._report, self._settings, self._ask_code, self._tell)

    async def _begin(self, session: CollectSession) -> None:
        await session.begin(self._record_types)

    def _cancel_jobs(self) -> None:
        if self._session is not None:
            self._session.cancel()
        for task in self._jobs:
            task.cancel()

    def _job_done(self) -> None:
        with self._idle:
            self._left -= 1
            idle = self._left == 0
            self._idle.notify_all()
        if idle and self._ended is not None:
            self._ended(self.error)

    def _run(self) -> None:
        keep_off_the_screen()
        earlier = gc.get_threshold()
        gc.set_threshold(*GC_THRESHOLDS)
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            gc.set_threshold(*earlier)
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _watch(self) -> None:
        """Look now and then whether what failed can be read by now."""
        # Imported where it runs, as it imports botocore.
        from vpce_tui.collect.watch import Watch

        watch = Watch(self._now)
        while True:
            await asyncio.sleep(self._settings.watch_seconds)
            session = self._session
            what = watch.look(
                self._settings.watch_seconds,
                busy=session is None or self._left > 0,
                waits_for_login=session is not None and session.waits_for_login(),
            )
            if what is not None:
                self._submit(lambda session, what=what: self._go_on(session, what))  # type: ignore[misc]

    async def _go_on(self, session: CollectSession, what: GoOn) -> None:
        if self._tell is not None and what.says:
            self._tell(what.says)
        if what.drops_connections:
            await session.drop_connections()
        await session.go_on(what.reasons, self._record_types)

    async def _serve(self) -> None:
        watch = self._loop.create_task(self._watch()) if self._watches else None
        await self._closing.wait()
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        self._cancel_jobs()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        if self._session is not None:
            await self._session.aclose()


def keep_off_the_screen() -> None:
    """Keep warnings of libraries off stderr while no log was asked for: Python would print them across the screen."""
    for name in ("aiobotocore", "aiohttp", "asyncio", "botocore", "vpce_tui"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
