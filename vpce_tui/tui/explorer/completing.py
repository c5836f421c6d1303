"""How may a command that is being typed go on: with records, services, files, accounts, columns?"""

from __future__ import annotations

import configparser
import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from vpce_tui.tui import commands
from vpce_tui.tui.commands import Kind
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.view.inspect import PAGES
from vpce_tui.view.labels import name_of
from vpce_tui.view.text import Run, cell_width, printable

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

MOST_FOUND: Final = 200


class Completing:
    """Knows what there is in the explorer."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen

    def candidates(self, kind: Kind, typed: str) -> Iterable[tuple[str, str]]:
        """Yield what words of a kind may be that begin like this, with what each is."""
        wanted = typed.casefold()
        for word, says in self._words(kind, typed):
            # What a terminal would obey cannot be typed, and is not offered.
            if word.casefold().startswith(wanted) and printable(word) == word:
                yield word, says

    def _words(self, kind: Kind, typed: str) -> Iterator[tuple[str, str]]:
        screen = self._screen
        if kind == "record" or (kind == "goal" and "-" in typed):
            if len(typed) >= 2:
                yield from self._records(typed)
        elif kind == "goal":
            from vpce_tui.view.choices import goal_choices

            for choice in islice(goal_choices(screen.topology, None, tuple(screen.questions.recent)), MOST_FOUND):
                yield choice.value, choice.more
        elif kind == "file":
            yield from files_like(typed)
        elif kind in ("scope", "region"):
            yield from screen.scoping.words(regions_only=kind == "region")
        elif kind == "profile":
            yield from ((name, "") for name in profile_names(os.environ))
        elif kind == "column":
            sign = "-" if typed.startswith("-") else ""
            yield from ((sign + title, "") for title in screen.ordering.columns())
        elif kind == "bookmark":
            yield from ((one.name, one.link) for one in screen.linking.places.now.bookmarks)
        elif kind == "form":
            yield from ((name, "") for name in commands.COPY_FORMS)
        elif kind == "page":
            yield from ((page.key, page.title) for page in PAGES)
        elif kind == "theme":
            yield from ((name, "") for name in screen.app.available_themes)
        elif kind == "workload":
            from vpce_tui.reach.workloads import WORKLOADS

            yield from ((workload.name, workload.title) for workload in WORKLOADS)

    def _records(self, typed: str) -> Iterator[tuple[str, str]]:
        """Yield ids that begin as typed, a few of each type."""
        for (record_type, scope), table in self._screen.topology.tables.items():
            found = (record for key, record in table.records.items() if key.startswith(typed))
            for record in islice(found, 8):
                yield record.record_id, f"{name_of(record)}  {record_type.__name__} {scope}"


def completion_runs(prompt: Prompt, width: int) -> list[Run]:
    """Return the line of completions: the one Tab chose marked, what the first does told at the end."""
    completions = prompt.completions
    if not completions:
        return [("↵ runs it", "muted")]
    at = prompt.chosen or 0
    runs: list[Run] = []
    told = printable(completions[at].says)
    room = width - (cell_width(told) + 3 if told else 0)
    for index in range(max(0, at - 2), len(completions)):
        shown = printable(completions[index].shown)
        room -= cell_width(shown) + 2
        if room < 0 and runs:
            break
        runs.append((shown, "match" if index == prompt.chosen else "key"))
        runs.append(("  ", "plain"))
    return [*runs, (f"· {told}", "muted")] if told else runs


def profile_names(environment: Mapping[str, str]) -> list[str]:
    """Return the profiles that the AWS CLI's own files name; what cannot be read names none."""
    found: dict[str, None] = {}
    for variable, usual in (
        ("AWS_CONFIG_FILE", "~/.aws/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    ):
        parser = configparser.RawConfigParser(strict=False)
        with contextlib.suppress(configparser.Error, OSError, UnicodeError):
            parser.read(os.path.expanduser(environment.get(variable) or usual), encoding="utf-8")
        for section in parser.sections():
            kind, blank, name = section.partition(" ")
            if not blank:
                found[section] = None
            elif kind == "profile":
                found[name.strip("\"' ")] = None
    return list(found)


def files_like(typed: str) -> Iterator[tuple[str, str]]:
    """Yield the paths that begin as typed; folders end in a slash."""
    folder, beginning = os.path.split(typed)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries if entry.name.startswith(beginning))
    except OSError:
        return
    for name, is_folder in found:
        if beginning or not name.startswith("."):
            yield os.path.join(folder, name) + ("/" if is_folder else ""), "folder" if is_folder else ""
