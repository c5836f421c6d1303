"""All records of one type as a table: sorted, filtered, counted, marked and copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from vpce_tui.tui.commands import Kind, parse
from vpce_tui.tui.explorer.finding import FILTER_HINT
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.places import Bookmark, Places, add_bookmark
from vpce_tui.tui.screens.record_keys import RECORD_KEYS, SORT_KEYS
from vpce_tui.tui.screens.records_core import RecordsCore
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.view.deep_links import reopening_command
from vpce_tui.view.lines import Subject
from vpce_tui.view.record_table import Located, counts, parse_sorting, sorting_words
from vpce_tui.view.table import Sorting
from vpce_tui.view.text import printable


class RecordsScreen(RecordsCore):
    """The table of one resource type."""

    KEYS = RECORD_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the rows' own `g`, which goes to the first one; Home still does.
        *(
            Binding(key.keys, key.action, key.says, show=False, id=key.id, priority=True)
            for key in (*RECORD_KEYS, *SORT_KEYS)
            if key.keys == "g"
        ),
        *bindings_of([key for key in (*RECORD_KEYS, *SORT_KEYS) if key.keys != "g"]),
    ]

    # Keys and the line at the bottom

    async def take_key(self, event: events.Key) -> bool:
        """Take a key for the prompt before anything else gets it."""
        prompt = self.query_one(Prompt)
        return prompt.take(event) if prompt.is_asking else False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave every key to the prompt while somebody types in it."""
        return not isinstance(self.focused, Prompt)

    def action_filter(self) -> None:
        self.query_one(Prompt).ask("filter", FILTER_HINT, self._state.filter)

    def action_command(self) -> None:
        self.explorer.commanding.ask("", self.query_one(Prompt), self._candidates)

    def _candidates(self, kind: Kind, typed: str) -> Iterable[tuple[str, str]]:
        if kind != "column":
            return self.explorer.commanding.candidates(kind, typed)
        wanted = typed.removeprefix("-").upper()
        sign = "-" if typed.startswith("-") else ""
        return [(sign + title, "") for title in self._titles() if title.startswith(wanted)]

    @on(Prompt.Typed)
    def typed(self, message: Prompt.Typed) -> None:
        if message.purpose == "filter":
            self._filter(message.text)
        else:
            self.explorer.commanding.show_completions(self.query_one(Prompt))

    @on(Prompt.Answered)
    async def answered(self, message: Prompt.Answered) -> None:
        self._table.focus()
        self.show_hints()
        if message.purpose == "command":
            await self._obey(message.text)

    @on(Prompt.GivenUp)
    def given_up(self, message: Prompt.GivenUp) -> None:
        self.show_hints()
        self._table.focus()
        if message.purpose == "filter":
            self._filter("")

    def _filter(self, words: str) -> None:
        self._state.filter = words
        self._make()

    async def _obey(self, line: str) -> None:
        """Obey what is about this table here, and open another type's in its place; all else is the explorer's."""
        parsed = parse(line)
        name = parsed.command.name if parsed.command is not None else ""
        if name == "sort":
            self._sort_by_words(parsed.words)
        elif name == "filter":
            self._filter(parsed.words)
        elif name == "help":
            self.action_help()
        elif name == "copy":
            self.action_copy(parsed.words.lower() or "id")
        elif name == "link":
            self.action_link()
        elif name == "bookmark":
            self._bookmark(parsed.words)
        elif name == "console":
            self.action_copy("console")
        else:
            await self.obey(line)

    # Order

    def action_sort(self, number: int) -> None:
        titles = self._titles()
        if number <= len(titles):
            now = self._state.sorting
            again = now is not None and now.column_key == titles[number - 1]
            self._sort(Sorting(titles[number - 1], descending=again and now is not None and not now.descending))

    def action_sort_next(self) -> None:
        titles = self._titles()
        now = self._state.sorting
        at = titles.index(now.column_key) + 1 if now is not None and now.column_key in titles else 0
        self._sort(Sorting(titles[at]) if at < len(titles) else None)

    def action_sort_back(self) -> None:
        now = self._state.sorting
        if now is None:
            self.notify("no order is chosen: s or 1 to 9 choose a column", severity="warning")
        else:
            self._sort(Sorting(now.column_key, descending=not now.descending))

    def _sort_by_words(self, words: str) -> None:
        sorting = parse_sorting(words, self._titles())
        if words and sorting is None:
            self.notify(f"there is no column `{words}`: {', '.join(self._titles())}", severity="warning", markup=False)
            return
        self._sort(sorting)

    def _sort(self, sorting: Sorting | None) -> None:
        self._state.sorting = sorting
        name, words = self._resource.name, sorting_words(sorting)

        def keep(places: Places) -> None:
            places.sortings = {**places.sortings, name: words}

        self.explorer.linking.change(partial(keep))
        self._make()

    # Counts

    def action_counts(self) -> None:
        from vpce_tui.tui.screens.ask import AskScreen
        from vpce_tui.view.choices import Choice

        rows = self._rows
        if rows is None:
            return
        topology = self.explorer.topology

        def choices() -> list[Choice]:
            return [
                Choice.of(count.words or '""', f"{count.title.lower()}  {count.value or '(none)'}", f"{count.count:,}")
                for count in counts(rows, topology)
            ]

        def chosen(words: str | None) -> None:
            if words and words != '""':
                self._filter(f"{self._state.filter} {words}".strip())

        title = f"{len(rows.shown):,} {self._resource.title}: Enter filters"
        ask = AskScreen(title, choices, hint="state, service, zone, …", takes_words=False, signs=self._signs)
        self.app.push_screen(ask, chosen)

    # Marks and copies

    def action_pick(self) -> None:
        self._picking.toggle()
        self._show_top()

    def action_pick_range(self) -> None:
        self._picking.pick_range()
        self._show_top()

    def _subjects(self) -> Sequence[Subject]:
        ids = self._picking.in_order() or ([self._table.cursor_id] if self._table.cursor_id is not None else [])
        topology = self.explorer.topology
        found = (self._table.view.get(row) for row in ids)
        located: list[Located] = [node.item for node in found if node is not None]
        return [Subject(record, scope, topology) for scope, record in located]

    def action_copy(self, form: str) -> None:
        subjects = self._subjects()
        copy = getattr(self.explorer.out, f"copy_{form}", None)
        if not subjects:
            self.notify("no record is under the cursor", severity="warning")
        elif copy is None:
            self.notify("copy what? id, arn, json, cli or console", severity="warning")
        else:
            copy(subjects)

    @on(VirtualRows.Chosen)
    def follow_row(self, message: VirtualRows.Chosen) -> None:
        node = self._table.view.get(message.node_id)
        if node is None:
            return
        # In the scope that the row is of: AWS's own services and zones have the same ids in all of them.
        located: Located = node.item
        explorer = self.explorer
        explorer.keep_detour(self.close_all())
        explorer.show_view(self._resource.record, located[1].record_id, located[0])
        explorer.linking.note_visit()

    # This view

    def _view(self) -> str:
        return f":{self._resource.name}"

    def action_link(self) -> None:
        words = getattr(self.app, "source_words", ())
        command = reopening_command(words, self._view(), self._state.filter)
        self.explorer.out.copy(command, command)

    def action_bookmark(self) -> None:
        self._bookmark("")

    def _bookmark(self, name: str) -> None:
        name = name or f"{self._resource.title} {self._state.filter}".rstrip()
        spot = Bookmark(self._view(), self._resource.title, self._state.filter, name)
        self.explorer.linking.change(partial(add_bookmark, bookmark=spot))
        self.notify(f"bookmarked as {printable(name)}: `:bookmarks` lists them", markup=False)

    def action_refresh(self) -> None:
        self.explorer.fresh.refresh(None, self._resource.record)

    def action_move(self, rows: int) -> None:
        self._table.action_move(rows)

    def action_leave(self) -> None:
        if self._picking.clear():
            self._show_top()
        elif self._state.filter:
            self._filter("")
        else:
            super().action_leave()
