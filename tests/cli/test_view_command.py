"""Does `vpce-tui vpce-0abc` start at that record, and do the words of a link choose the same source again?"""

from __future__ import annotations

from pathlib import Path

import pytest

from vpce_tui.cli.commands import explore as explore_module
from vpce_tui.cli.main import run
from vpce_tui.cli.options import SourceOptions
from vpce_tui.cli.source_words import source_words
from vpce_tui.errors import ExitCode
from vpce_tui.tui.settings import ScreenSettings

Started = list[tuple[SourceOptions, ScreenSettings]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """What the screen would have been started with."""
    seen: Started = []

    def explore(source: SourceOptions, screen: ScreenSettings = ScreenSettings(), **_: object) -> int:  # noqa: B008
        seen.append((source, screen))
        return ExitCode.DONE

    monkeypatch.setattr(explore_module, "explore", explore)
    return seen


@pytest.mark.parametrize(
    "words",
    [
        ["vpce-0abc", "--profile", "prod", "--filter", "x"],
        ["--profile", "prod", "--filter", "x", "vpce-0abc"],
    ],
)
def test_an_id_is_a_view_of_live_aws_with_options_on_either_side(started: Started, words: list[str]) -> None:
    assert run(words) == ExitCode.DONE
    [(source, screen)] = started
    assert source == SourceOptions(profiles=("prod",))
    assert (screen.view, screen.filter) == ("vpce-0abc", "x")


def test_an_id_opens_any_source(started: Started) -> None:
    assert run(["eni-0a1b2c3d", "--demo"]) == ExitCode.DONE
    assert started[0][0].demo
    assert started[0][1].view == "eni-0a1b2c3d"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--demo", "vpce-0abc", "--profile", "x"], "options stand on both sides of the id"),
        (["vpce-0abc", "--view", "vpc-0abc"], "name two views"),
        (["vpce-0abc", "eni-0abc"], "eni-0abc"),
        (["vpce-nothing"], "there is no command `vpce-nothing`"),
    ],
)
def test_what_makes_no_sense_is_refused(
    started: Started, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == ExitCode.USAGE
    assert told in capsys.readouterr().err
    assert started == []


SOURCES = [
    SourceOptions(),
    SourceOptions(demo=True),
    SourceOptions(demo=True, interfaces=500),
    SourceOptions(
        profiles=("a", "b c"),
        regions=("eu-west-1", "all"),
        roles=("arn:aws:iam::222233334444:role/audit",),
        endpoint_url="http://127.0.0.1:5000",
    ),
    SourceOptions(organization=True, role_name="path/reader", profiles=("top",)),
]


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_the_words_of_a_link_choose_the_same_source(started: Started, source: SourceOptions) -> None:
    assert run([*source_words(source), "--view", "vpc-0abc", "--filter", "a b"]) == ExitCode.DONE
    [(found, screen)] = started
    assert found == source
    assert (screen.view, screen.filter) == ("vpc-0abc", "a b")


def test_a_file_is_named_so_that_the_link_works_in_any_folder(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a b").mkdir()
    monkeypatch.chdir(tmp_path)
    words = source_words(SourceOptions(path="a b", account="111122223333", regions=("eu-west-1",)))
    monkeypatch.chdir("/")
    assert run(words) == ExitCode.DONE
    assert started[0][0].path == str(tmp_path / "a b")
    assert started[0][0].account == "111122223333"
