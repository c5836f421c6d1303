"""Are the lists of all types there for whoever asks, and not read before?"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from vpce_tui import resources
from vpce_tui.resources import every

NAMES = ["RESOURCES", "ON_DEMAND", "EVERY", "BY_NAME", "BY_RECORD"]


@pytest.mark.parametrize("name", NAMES)
def test_the_package_gives_each_list_of_every(name: str) -> None:
    found: Any = getattr(resources, name)
    assert found is getattr(every, name)


def test_a_name_that_no_list_has_is_an_error_as_everywhere() -> None:
    with pytest.raises(AttributeError, match="RESORUCES"):
        getattr(resources, "RESORUCES")  # noqa: B009 - a type checker knows as much


def test_the_first_frame_waits_neither_for_all_types_nor_for_the_pages_of_the_inspector() -> None:
    late = ["vpce_tui.resources.every", "vpce_tui.view.inspect.overview", "vpce_tui.view.inspect.security"]
    program = (
        f"import sys, vpce_tui.cli.main, vpce_tui.tui.app; print([name for name in {late} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == "[]\n"
