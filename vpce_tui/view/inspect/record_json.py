"""What exactly did AWS send about this record?"""

from __future__ import annotations

from vpce_tui.model.decoding import to_members
from vpce_tui.view.json_text import laid_out, styled_line
from vpce_tui.view.lines import Line, Subject
from vpce_tui.view.text import UNICODE_SIGNS, Signs


def record_json(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:  # noqa: ARG001 - every page has signs
    """Return the page: the whole record with the API's member names, nothing left out."""
    return [Line(styled_line(line)) for line in laid_out(to_members(subject.record)).split("\n")]
