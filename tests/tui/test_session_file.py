"""What is kept of a live session, how long, and is it whole?"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vpce_tui import snapshot
from vpce_tui.demo.world import events
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.topology import Topology
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui import session_file
from vpce_tui.tui.session_file import MOST_SESSIONS, SessionFile, sessions


@pytest.fixture(scope="module")
def topology() -> Topology:
    inventory = Inventory()
    for event in events():
        inventory.apply(event)
    return inventory.topology()


def at(minute: int) -> datetime:
    return datetime(2026, 1, 2, 3, minute, tzinfo=UTC)


def test_what_is_kept_is_what_was_read(topology: Topology, tmp_path: Path) -> None:
    session = SessionFile(tmp_path / "sessions")
    assert session.keep(topology, "vpc-1")
    (kept,) = sessions(tmp_path / "sessions")
    assert kept.view == "vpc-1"
    assert kept.records == sum(len(table.records) for table in topology.tables.values())
    assert "111122223333/us-east-1" in kept.source
    assert snapshot.load(kept.path).count(Vpc) == topology.count(Vpc)


def test_it_is_for_its_owner_alone(topology: Topology, tmp_path: Path) -> None:
    SessionFile(tmp_path / "sessions").keep(topology, "")
    assert (tmp_path / "sessions").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "sessions").iterdir()} == {0o600}


def test_half_a_file_never_takes_the_place_of_a_whole_one(
    topology: Topology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = SessionFile(tmp_path)
    assert session.keep(topology, "first")
    before = session.path.read_bytes()
    changed = Topology(dict(topology.tables), dict(topology.coverages), dict(topology.opened))

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(Path, "replace", full)
    assert not session.keep(changed, "second")
    assert "No space left" in session.problem
    assert session.path.read_bytes() == before
    assert sessions(tmp_path)[0].view == "first"


def test_the_same_is_not_written_twice(topology: Topology, tmp_path: Path) -> None:
    session = SessionFile(tmp_path)
    session.keep(topology, "")
    written = session.path.stat().st_mtime_ns
    session.keep(topology, "elsewhere")
    assert session.path.stat().st_mtime_ns == written
    assert sessions(tmp_path)[0].view == "elsewhere"


def test_nothing_read_is_nothing_kept(tmp_path: Path) -> None:
    assert not SessionFile(tmp_path).keep(Topology(), "")
    assert sessions(tmp_path) == []


def test_too_much_is_told_and_not_kept(topology: Topology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_file, "MOST_RECORDS", 10)
    session = SessionFile(tmp_path)
    assert not session.keep(topology, "")
    assert "too many to keep" in session.problem


def test_the_newest_few_are_kept(topology: Topology, tmp_path: Path) -> None:
    for minute in range(MOST_SESSIONS + 3):
        session = SessionFile(tmp_path, now=lambda minute=minute: at(minute))  # type: ignore[misc]
        session.keep(topology, f"{minute}")
        os.utime(session.path, (minute * 60.0, minute * 60.0))
    found = sessions(tmp_path)
    assert [one.view for one in found] == [f"{minute}" for minute in range(MOST_SESSIONS + 2, 2, -1)]
    assert len(list(tmp_path.iterdir())) == 2 * MOST_SESSIONS


def test_all_together_are_bounded_and_ones_own_is_never_dropped(
    topology: Topology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = SessionFile(tmp_path, now=lambda: at(1))
    old.keep(topology, "old")
    monkeypatch.setattr(session_file, "MOST_BYTES", 10)
    SessionFile(tmp_path, now=lambda: at(2)).keep(topology, "mine")
    assert [one.view for one in sessions(tmp_path)] == ["mine"]


@pytest.mark.parametrize("words", ["", "{", "[]", '{"format": "other"}', '{"format": "vpce-tui/session/1", "view": 3}'])
def test_damaged_words_beside_it_do_not_matter(words: str, topology: Topology, tmp_path: Path) -> None:
    session = SessionFile(tmp_path)
    session.keep(topology, "x")
    session.path.with_name(session.path.name.removesuffix(".jsonl.gz") + ".json").write_text(words)
    assert sessions(tmp_path)[0].view == ""


def test_a_folder_that_cannot_be_made_is_told(topology: Topology, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    session = SessionFile(tmp_path / "file")
    assert not session.keep(topology, "")
    assert session.problem
    assert sessions(tmp_path / "nowhere") == []
