"""Are bookmarks, recents and commands kept, across sessions and whatever happens to the file?"""

from __future__ import annotations

import json
import stat
from functools import partial
from pathlib import Path

import pytest

from vpce_tui.tui.places import (
    FORMAT,
    MOST_COMMANDS,
    MOST_RECENT,
    Bookmark,
    PlacesFile,
    Spot,
    add_bookmark,
    drop_bookmark,
    note_command,
    places_path,
    visit,
)

SPOT = Spot("111122223333/eu-west-1/vpcs/vpc-1", "app")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "places.json"


def test_what_one_session_keeps_another_finds(path: Path) -> None:
    first = PlacesFile(path)
    first.change(partial(visit, spot=SPOT))
    first.change(partial(add_bookmark, bookmark=Bookmark(SPOT.link, name="mine", filter="x")))
    first.change(partial(note_command, line="vpce"))
    again = PlacesFile(path).now
    assert again.recents == [SPOT]
    assert again.bookmarks == [Bookmark(SPOT.link, name="mine", filter="x")]
    assert again.commands == ["vpce"]


def test_two_sessions_lose_nothing_of_each_other(path: Path) -> None:
    one, two = PlacesFile(path), PlacesFile(path)
    one.change(partial(add_bookmark, bookmark=Bookmark("a", name="one")))
    two.change(partial(add_bookmark, bookmark=Bookmark("b", name="two")))
    assert [mark.name for mark in PlacesFile(path).now.bookmarks] == ["one", "two"]


def test_the_file_is_readable_by_its_owner_alone_and_says_its_format(path: Path) -> None:
    PlacesFile(path).change(partial(visit, spot=SPOT))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["format"] == FORMAT


def test_a_record_visited_again_comes_to_the_front_once(path: Path) -> None:
    places = PlacesFile(path)
    for link in ("a", "b", "a#policy"):
        places.change(partial(visit, spot=Spot(link)))
    assert [spot.link for spot in places.now.recents] == ["a#policy", "b"]


def test_only_so_many_are_kept() -> None:
    places = PlacesFile()
    for number in range(MOST_RECENT + 20):
        places.change(partial(visit, spot=Spot(f"{number}")))
    for number in range(MOST_COMMANDS + 20):
        places.change(partial(note_command, line=f"{number}"))
    assert len(places.now.recents) == MOST_RECENT
    assert places.now.recents[0].link == f"{MOST_RECENT + 19}"
    assert len(places.now.commands) == MOST_COMMANDS
    assert places.now.commands[-1] == f"{MOST_COMMANDS + 19}"


def test_a_bookmark_of_the_same_name_replaces_the_other_and_can_be_dropped(path: Path) -> None:
    places = PlacesFile(path)
    for link in ("a", "b"):
        places.change(partial(add_bookmark, bookmark=Bookmark(link, name="mine")))
    assert [mark.link for mark in places.now.bookmarks] == ["b"]
    places.change(partial(drop_bookmark, name="mine"))
    assert PlacesFile(path).now.bookmarks == []


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"bookmarks": 7}', "\x00\xff", '{"recents": [{"link": 1}]}'])
def test_a_broken_file_is_told_and_set_aside_and_nothing_of_it_is_lost(path: Path, broken: str) -> None:
    path.parent.mkdir()
    path.write_bytes(broken.encode("latin-1"))
    places = PlacesFile(path)
    assert "could not be read" in places.trouble
    [aside] = path.parent.glob("places.json.broken-*")
    assert aside.read_bytes() == broken.encode("latin-1")
    places.change(partial(visit, spot=SPOT))
    assert PlacesFile(path).now.recents == [SPOT]


def test_a_file_of_a_later_version_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"format": "vpce-tui/places/9", "bookmarks": {"new": 1}}')
    before = path.read_text()
    places = PlacesFile(path)
    places.change(partial(visit, spot=SPOT))
    assert path.read_text() == before
    assert "another version" in places.trouble
    assert places.now.recents == [SPOT]


def test_where_nothing_can_be_written_it_is_told_and_kept_for_the_session(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    places = PlacesFile(tmp_path / "file" / "places.json")
    places.change(partial(visit, spot=SPOT))
    assert "for this session alone" in places.trouble
    assert places.now.recents == [SPOT]


def test_it_belongs_where_xdg_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setattr("sys.platform", "linux")
    assert places_path() == tmp_path / "elsewhere" / "vpce-tui" / "places.json"
