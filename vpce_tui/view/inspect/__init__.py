"""Which pages does the inspector have for a record?

Adding a page is one new file and one line in `PAGES`. The file is read when its page is first asked for: until there is
a record, the titles are all that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from vpce_tui.model.record import Record
    from vpce_tui.view.lines import Line, Subject
    from vpce_tui.view.text import Signs


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the inspector."""

    key: str
    title: str
    room: str
    """The module here with the function of that name, which builds the page."""
    missing: str = ""
    """What is said for a record that has no such page; the room's `has_…` tells which have. Empty: all have it."""

    def build(self, subject: Subject, signs: Signs) -> list[Line]:
        lines: list[Line] = self._found(self.room)(subject, signs)
        return lines

    def applies(self, record: Record) -> bool:
        """Say whether a record has this page."""
        return not self.missing or bool(self._found(f"has_{self.room}")(record))

    def _found(self, name: str) -> Any:
        return getattr(import_module(f"vpce_tui.view.inspect.{self.room}"), name)


PAGES: Final = (
    Page("overview", "Overview", "overview"),
    Page("routes", "Routes", "routes", "no route table stands for this record"),
    Page("security", "Security", "security", "no security group or network ACL stands around this record"),
    Page("dns", "DNS", "dns", "no names lead to this record"),
    Page("policy", "Policy", "policy", "only endpoints carry an endpoint policy"),
    Page("reach", "Reach", "reach", "only endpoints, interfaces and subnets reach or are reached"),
    Page("json", "JSON", "record_json"),
)
