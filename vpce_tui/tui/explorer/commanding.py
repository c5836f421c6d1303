"""What happens when a command was typed after `:` in the explorer?

`do_NAME` takes the words of the command of that name in `tui.commands`; a command without words runs its action.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from textual.widgets import Static

from vpce_tui.errors import VpceTuiError
from vpce_tui.resources import BY_NAME
from vpce_tui.tui import commands
from vpce_tui.tui.cells import content
from vpce_tui.tui.commands import Command, parse
from vpce_tui.tui.explorer.completing import MOST_FOUND, Completing, completion_runs
from vpce_tui.tui.looks import LooksApp
from vpce_tui.tui.places import note_command
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.view.deep_links import RecordLink, resolve, why_absent
from vpce_tui.view.inspect import PAGES
from vpce_tui.view.labels import detail_of, name_of

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

TYPES: Final = frozenset(command.name for command in commands.TYPES)


class Commanding:
    """Asks for commands, completes and runs them."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.candidates = Completing(screen).candidates
        """What completes a command's words."""

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

    def do_sort(self, words: str) -> None:
        self._screen.ordering.by_words(words)

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


def shlex_words(text: str) -> list[str]:
    """Return the words of a line, quotes kept together; an open quote is taken literally."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
