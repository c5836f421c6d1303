"""Is an exported file whole or not there, and readable by its owner alone?"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from vpce_tui.errors import UnreadableError, UsageError
from vpce_tui.exporters.writing import write_file


def test_a_file_is_written_whole_with_mode_0600(tmp_path: Path) -> None:
    write_file(str(tmp_path / "a.md"), ["one ", "表\r\n"])
    assert (tmp_path / "a.md").read_bytes() == "one 表\r\n".encode()
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o600


def test_an_error_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("old")

    def pieces() -> Iterator[str]:
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(str(file), pieces())
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    write_file(str(tmp_path / "link.md"), ["new"])
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_file(str(pipe), ["through"])
    reader.join(timeout=PATIENCE)
    assert read == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("", UsageError, "is a directory"),
        ("nowhere/a.md", UsageError, "there is no folder"),
        ("a\0b.md", UnreadableError, "cannot write"),
        ("x" * 300 + ".md", UnreadableError, "cannot write"),
    ],
)
def test_a_path_that_cannot_be_is_told(tmp_path: Path, name: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        write_file(f"{tmp_path}/{name}", ["x"])


def test_a_disk_that_takes_no_more_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """A process may write files of 1,000 bytes only, which for a writer is a full disk."""
    program = (
        "import resource, sys; from vpce_tui.exporters.writing import write_file;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); write_file(sys.argv[1], ['x' * 100_000])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.md")], capture_output=True, text=True, check=False
    )
    assert "UnreadableError: cannot write" in done.stderr
    assert os.listdir(tmp_path) == []
