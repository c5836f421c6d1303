"""Does the house stand as drawn: two README commands, named benchmarks, no addresses of registries or machines?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", ["demo command", "test command"])
def test_the_readme_has_each_command_once(name: str) -> None:
    found = re.findall(rf"<!-- {name} -->\n```sh\n(.+)\n```\n<!-- end -->", README)
    assert len(found) == 1


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "<!-- test command -->" in (ROOT / ".ci" / "run").read_text()


def test_every_benchmark_is_named_in_the_readme() -> None:
    scripts = [path.stem for path in (ROOT / "tests" / "bench").glob("*.py") if path.stem != "__init__"]
    assert [name for name in scripts if f"tests.bench.{name}" not in README] == []


def test_every_picture_of_the_readme_is_there() -> None:
    pictures = re.findall(r"\((screenshots/[^)]+)\)", README)
    assert pictures
    assert [name for name in pictures if not (ROOT / name).is_file()] == []


def test_no_test_takes_a_time() -> None:
    """Work is counted (`tests.work`), states are waited for (`tests.patience`), and speed is for the benchmarks."""
    clock = re.compile(r"\b(process_time|perf_counter|thread_time)(_ns)?\b")
    tests = {path.relative_to(ROOT): path.read_text() for path in (ROOT / "tests").rglob("*.py")}
    found = [str(path) for path, text in tests.items() if "bench" not in path.parts and clock.search(text)]
    assert found == ["tests/test_house.py"]


def test_no_tracked_file_holds_an_address_of_a_registry_or_a_path_of_one_machine() -> None:
    words = ["/".join(["", "work", "main"]), "/".join(["", "root", ""]), "pypi" + ".org/simple", "extra-index" + "-url"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:  # an unpacked archive: there is nothing but the files themselves
        names = [
            str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts
        ]
    else:
        names = [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]  # one may be deleted by now
    texts = [name for name in names if name.endswith((".py", ".toml", ".md", ".cfg", ".txt", ".tcss", ".yml", "run"))]
    found = [(name, word) for name in texts for word in words if word in (ROOT / name).read_text(errors="replace")]
    assert found == []
