"""What happens when a command was typed after `:` in the explorer?

`do_NAME` takes the words of the command of that name in `tui.commands`; a command without words runs its action.
"""

from __future__ import annotations

import configparser
import contextlib
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from textual.widgets import Static

from vpce_tui.errors import VpceTuiError
from vpce_tui.resources import BY_NAME
from vpce_tui.tui import commands
from vpce_tui.tui.cells import content
from vpce_tui.tui.commands import Command, Kind, parse
from vpce_tui.tui.looks import LooksApp
from vpce_tui.tui.places import note_command
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.view.deep_links import RecordLink, resolve, why_absent
from vpce_tui.view.inspect import PAGES
from vpce_tui.view.labels import detail_of, name_of
from vpce_tui.view.text import Run, cell_width, printable

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

MOST_FOUND: Final = 200
TYPES: Final = frozenset(command.name for command in commands.TYPES)


class Commanding:
    """Asks for commands, completes and runs them."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen

    # Asking

    def ask(self, text: str = "", prompt: Prompt | None = None, candidates: commands.Candidates | None = None) -> None:
        """Ask for a command, `text` typed already; by default in the explorer's own line."""
        prompt = prompt if prompt is not None else self._screen.query_one(Prompt)
        known = candidates if candidates is not None else self.candidates
        prompt.ask(
            "command",
            "a command; Tab completes, ↑ what was typed before",
            text,
            lead=":",
            completer=lambda line: commands.complete(line, known),
            history=[f":{line}" for line in self._screen.linking.places.now.commands],
        )
        self.show_completions(prompt)

    def show_completions(self, prompt: Prompt) -> None:
        """Show in the bottom line how the command may go on."""
        if not prompt.is_asking:
            return  # answered already: the keys are told again
        hints = self._screen.app.screen.query_one("#hints", Static)
        hints.update(content(completion_runs(prompt, self._screen.size.width - 2)), layout=False)

    # Running

    async def run(self, line: str, *, keep: bool = True) -> None:
        """Obey a line; with `keep` it can be had back with the up key."""
        parsed = parse(line)
        if keep and line.strip(": "):
            self._screen.linking.change(partial(note_command, line=line.strip().lstrip(":").strip()))
        if parsed.command is None:
            if parsed.problem:
                self._warn(parsed.problem)
            return
        try:
            await self._obey(parsed.command, parsed.words)
        except VpceTuiError as error:
            self._warn(str(error))

    async def _obey(self, command: Command, words: str) -> None:
        if command.name in TYPES:
            self._screen.show_records(BY_NAME[command.name], words)
            return
        method: Callable[[str], Any] | None = getattr(self, f"do_{command.name.replace('-', '_')}", None)
        if words and method is None:
            self._warn(f"`:{command.name}` takes no words")
        elif method is not None and (words or not command.action):
            if not words and command.needs_words:
                self._warn(f"say which: {command.usage}")
                return
            outcome = method(words)
            if outcome is not None:
                await outcome
        else:
            await self._act(command)

    async def _act(self, command: Command) -> None:
        name = command.action.partition("(")[0]
        owner = self._screen.app if name.startswith("app.") else self._screen
        if not hasattr(owner, f"action_{name.removeprefix('app.')}"):
            self._warn(f"`:{command.name}` cannot be done here")
            return
        await self._screen.run_action(command.action)

    def _warn(self, text: str) -> None:
        self._screen.notify(text, severity="warning", timeout=8, markup=False)

    # The commands

    def do_find(self, words: str) -> None:
        """Go to a record by its id; by a name or an address, if only one has it, else ask which."""
        from vpce_tui.tui.palette import matching
        from vpce_tui.tui.screens.ask import AskScreen
        from vpce_tui.view.choices import Choice
        from vpce_tui.view.deep_links import parse_link

        screen = self._screen
        link = parse_link(words)
        found = resolve(link, screen.topology)
        others = [] if found is not None else list(islice(matching(screen.topology, words), MOST_FOUND))
        if found is None and len(others) == 1:
            found = others[0]
        if found is not None:
            scope, record = found
            screen.remember()
            screen.show_view(type(record), record.record_id, scope, link.page)
            screen.linking.note_visit()
        elif not others:
            self._warn(why_absent(RecordLink(words), screen.topology))
        else:
            choices = [
                Choice.of(
                    RecordLink(record.record_id, type(record), scope).text,
                    name_of(record) or record.record_id,
                    f"{detail_of(record)}  {scope}",
                )
                for scope, record in others
            ]

            async def chosen(link: str | None) -> None:
                if link:
                    self.do_find(link)

            ask = AskScreen(f"{words}: which?", lambda: choices, takes_words=False, signs=screen.signs)
            screen.app.push_screen(ask, chosen)

    def do_filter(self, words: str) -> None:
        self._screen.set_filter(words)

    def do_sort(self, words: str) -> None:  # noqa: ARG002 - a table has columns, the panes have none
        self._warn("the panes are in the order of names: `:subnets` opens a table that can be sorted")

    def do_account(self, words: str) -> None:
        self._screen.scoping.choose_by_words(words)

    do_region = do_account

    def do_profile(self, words: str) -> None:
        self._screen.scoping.read_more(profile=words)

    def do_trace(self, words: str) -> None:
        """Trace between two things, or from what is under the cursor to one."""
        ends = [word for word in shlex_words(words) if word.casefold() not in ("from", "to", "->", "→")]
        if len(ends) > 2:
            self._warn("say from whom and to what: :trace FROM TO")
            return
        self._screen.questions.trace_words(ends, self._screen.subject_now())

    def do_routes(self, words: str) -> None:
        self._screen.questions.routes(self._screen.subject_now(), words)

    def do_workload(self, words: str) -> None:
        self._screen.questions.workload(self._screen.subject_now(), words)

    async def do_page(self, words: str) -> None:
        keys = [page.key for page in PAGES if page.key.startswith(words.lower())]
        if keys:
            await self._screen.run_action(f"page('{keys[0]}')")
        else:
            self._warn(f"there is no page `{words}`: {', '.join(page.key for page in PAGES)}")

    def do_bookmark(self, words: str) -> None:
        self._screen.linking.bookmark(words)

    async def do_bookmarks(self, words: str) -> None:
        await self._screen.linking.go_to_bookmark(words)

    def do_forget(self, words: str) -> None:
        self._screen.linking.forget(words)

    async def do_copy(self, words: str) -> None:
        action = commands.COPY_FORMS.get(words.lower())
        if action is None:
            self._warn(f"copy what? {', '.join(commands.COPY_FORMS)}")
        else:
            await self._screen.run_action(action)

    def do_export(self, words: str) -> None:
        self._screen.out.export(words, self._screen.subject_now())

    def do_compare(self, words: str) -> None:
        self._screen.out.compare(os.path.expanduser(words))

    def do_theme(self, words: str) -> None:
        app = self._screen.app
        name = app.theme_name(words) if isinstance(app, LooksApp) else ""
        if name:
            app.theme = name
        else:
            from vpce_tui.errors import nearest_names

            nearest = nearest_names(words, app.available_themes)
            self._warn(f"there is no theme `{words}`" + (f": did you mean {nearest}?" if nearest else ""))

    # What completes them

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


def shlex_words(text: str) -> list[str]:
    """Return the words of a line, quotes kept together; an open quote is taken literally."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


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
