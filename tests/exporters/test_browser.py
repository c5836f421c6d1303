"""Does a browser show the report: every section, nothing run, nothing fetched?

Where Chromium is installed it renders the page and prints what it made of it; without it, the same is asked of the page
as Python's HTML parser reads it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.exporters.reading_back import Page
from tests.exporters.sample import sample
from tests.patience import PATIENCE
from vpce_tui.exporters import html
from vpce_tui.view.text import printable


def as_a_browser_sees_it(page: Path, folder: Path) -> str:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        return page.read_text()
    done = subprocess.run(
        [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={folder / 'profile'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("hostile", [False, True], ids=["plain names", "hostile names"])
def test_a_browser_shows_every_section_and_cell(tmp_path: Path, hostile: bool) -> None:
    report = sample(hostile=hostile)
    file = tmp_path / "report.html"
    file.write_text("".join(html.render(report)))
    page = Page(as_a_browser_sees_it(file, tmp_path))

    assert not {tag for tag, _ in page.elements} & {"script", "img", "iframe", "object", "link", "form"}
    assert list(page.tables) == [printable(section.title) for section in report.sections if section.rows]
    for section in report.sections:
        if section.rows:
            rows = page.tables[printable(section.title)][1:]
            assert rows == [[printable(cell.text) for cell in row] for row in section.rows]
