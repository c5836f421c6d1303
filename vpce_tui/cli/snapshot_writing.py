"""How is a snapshot written as it is read, what does the person at the terminal hear, and what is left if it stops?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vpce_tui import __version__
from vpce_tui.cli.interrupts import Interrupts
from vpce_tui.cli.options import SourceOptions
from vpce_tui.cli.progress import Progress
from vpce_tui.cli.sources import events, narrate, narrate_gaps, narrate_unread, refuse_if_nothing_read
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.model.events import CollectEvent, Noted, PageRead
from vpce_tui.model.inventory import Inventory

if TYPE_CHECKING:
    from vpce_tui.snapshot import SnapshotWriter
    from vpce_tui.snapshot.parquet import ParquetWriter
    from vpce_tui.snapshot.redact import Redactor


_INTERRUPTED = Noted("the reading was interrupted: accounts, Regions and lists that are not in it were not read")


@dataclass(frozen=True, slots=True)
class Target:
    """Where the snapshot goes, as what, and whether policies of roles go with it."""

    output: str
    parquet: bool
    policies: bool = False

    def events(self, source: SourceOptions) -> Iterator[CollectEvent]:
        """Yield what goes into it."""
        if not self.policies:
            return events(source)
        from vpce_tui.collect.wanted import WantedByAll

        roles = WantedByAll()
        return roles.heard(events(source, wanted=roles.wanted))

    def writer(self, asked: list[str]) -> SnapshotWriter | ParquetWriter:
        from vpce_tui.snapshot import SnapshotWriter
        from vpce_tui.snapshot.parquet import ParquetWriter

        kind = ParquetWriter if self.parquet else SnapshotWriter
        return kind(self.output, created=_now(), version=__version__, asked=asked)


def target_of(output: str, form: str, *, partition: bool) -> Target:
    """Return where a snapshot goes, as the options say.

    Raises:
        UsageError: The form and the partitioning do not go together.
    """
    if form == "parquet" and not partition:
        raise UsageError(
            "Parquet is written as a folder with a partition for each account and Region", help="add --partition"
        )
    if partition and form != "parquet":
        raise UsageError("only Parquet is partitioned", help="add --format parquet")
    return Target(output, form == "parquet")


def write(source: SourceOptions, target: Target, *, quiet: bool) -> int:
    """Write the events as they come."""
    telling = _Telling(quiet=quiet)
    interrupts = Interrupts()
    writer = target.writer([*_asked(source), *(["--policies"] if target.policies else [])])
    stream = target.events(source)
    with interrupts.held(), writer:
        for event in interrupts.heard_in(stream):
            telling.tell(event)
            writer.write(event)
        telling.done()
        if interrupts.came:
            telling.leave_if_nothing_came()
            writer.write(_INTERRUPTED)
        else:
            telling.refuse_if_nothing_read()
    return _outcome(telling, target, interrupted=interrupts.came)


def write_redacted(source: SourceOptions, target: Target, words: str, seed: str | None, *, quiet: bool) -> int:
    """Read everything, then write it redacted: what an address becomes depends on blocks that may be read last."""
    from vpce_tui.snapshot.redact import Redactor, redactions

    what = redactions(words)
    telling = _Telling(quiet=quiet)
    read: list[CollectEvent] = []
    reading, writing = Interrupts(), Interrupts()
    with reading.held():
        for event in reading.heard_in(target.events(source)):
            telling.tell(event)
            read.append(event)
        telling.done()
        if reading.came:
            telling.leave_if_nothing_came()
            read.append(_INTERRUPTED)
        else:
            telling.refuse_if_nothing_read()
    redactor = Redactor(what, read, seed=seed)
    asked = [_redacted_word(redactor, word) for word in _asked(source)]
    asked = [*asked, *(["--policies"] if target.policies else []), f"--redact {','.join(sorted(what))}"]
    with writing.held(), target.writer(asked) as writer:
        for event in writing.heard_in(map(redactor.event, read)):
            writer.write(event)
        if writing.came:
            writer.write(_INTERRUPTED)
    return _outcome(telling, target, interrupted=reading.came or writing.came)


def _outcome(telling: _Telling, target: Target, *, interrupted: bool) -> int:
    if interrupted:
        narrate(f"interrupted; what was read so far is in {target.output}")
        return ExitCode.INTERRUPTED
    return telling.coverage_code()


class _Telling:
    """What the person at the terminal hears while events come, and what they add up to."""

    def __init__(self, *, quiet: bool) -> None:
        self._inventory = Inventory()
        self._progress = Progress(quiet=quiet)
        self._quiet = quiet

    def tell(self, event: CollectEvent) -> None:
        self._progress.tell(event)
        # Whether there is anything is all that counts; keeping all of it would cost the memory that streaming saves.
        few = isinstance(event, PageRead) and PageRead(event.record_type, event.scope, event.records[:1])
        self._inventory.apply(few or event)
        if isinstance(event, Noted) and not self._quiet:
            narrate(f"note: {event.text}")

    def done(self) -> None:
        self._progress.done()

    def leave_if_nothing_came(self) -> None:
        """End an interrupted reading without a file if there is nothing that it could hold."""
        if not self._inventory.revision:
            raise KeyboardInterrupt

    def refuse_if_nothing_read(self) -> None:
        refuse_if_nothing_read(self._inventory.topology())

    def coverage_code(self) -> int:
        topology = self._inventory.topology()
        gaps = narrate_gaps(topology, quiet=self._quiet) + narrate_unread(topology, quiet=self._quiet)
        return ExitCode.UNKNOWN if gaps else ExitCode.DONE


def _redacted_word(redactor: Redactor, word: str) -> str:
    option, space, value = word.partition(" ")
    if option == "--endpoint-url":
        scheme, slashes, rest = value.rpartition("://")
        return f"{option}{space}{scheme}{slashes}{redactor.texts.host(rest)}"
    return f"{option}{space}{redactor.name(value) if option == '--profile' else redactor.asked(value)}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _asked(source: SourceOptions) -> list[str]:
    """Return the words that chose the source, so that a file says how it came about."""
    words = [f"--profile {profile}" for profile in source.profiles]
    words += [f"--region {region}" for region in source.regions]
    words += [f"--assume-role {role}" for role in source.roles]
    words += ["--accounts-file"] * bool(source.accounts_file) + ["--organization"] * source.organization
    if source.role_name:
        words.append(f"--role-name {source.role_name}")
    if source.endpoint_url:
        words.append(f"--endpoint-url {source.endpoint_url}")
    if source.demo:
        words.append("--demo")
    if source.path:
        words.append("--source -" if source.path == "-" else "--source")
    return words
