"""Does any text at all come back from every format as it went in, and are the colours of the page told apart?"""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exporters.reading_back import dot_nodes, mermaid_nodes, of_csv, of_html, of_json, of_markdown
from vpce_tui.exporters import BY_NAME, terraform
from vpce_tui.exporters.html_style import STYLE
from vpce_tui.view.graph import Graph, Node
from vpce_tui.view.report import Report
from vpce_tui.view.report_parts import Cell, Column, Section
from vpce_tui.view.text import printable

TEXTS = st.text(st.characters(), max_size=30) | st.text("\\|`*_{}[]<>#~!@&;:=+-.'\"%$\n\t1ahtpw/", max_size=30)


def report_of(*texts: str) -> Report:
    section = Section(
        "any", "Any", (Column("one", "One"), Column("two", "Two")), (tuple(map(Cell, texts)), tuple(map(Cell, texts)))
    )
    drawing = Graph("any", tuple(Node(f"key {number}", "subnet", (text, "x")) for number, text in enumerate(texts)), ())
    other = Section("other", "Other", (Column("one", "One"),), ())
    return Report("Title", (("Fact", "value"),), (section, other), drawings=(drawing,))


def rendered(name: str, report: Report) -> str:
    return "".join(BY_NAME[name].render(report))


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_cells_come_back(first: str, second: str) -> None:
    report = report_of(first, second)
    wanted = [printable(text) for text in (first, second)]
    assert of_json(rendered("json", report))["Any"][1] == [first, second]
    assert of_html(rendered("html", report))["Any"][1] == wanted
    trimmed = [text.strip(" ") for text in wanted]
    assert of_markdown(rendered("markdown", report))["Any"][1] == trimmed
    for cell, text in zip(of_csv(rendered("csv", report))["Any"][1], wanted, strict=True):
        assert cell in (text, f"'{text}")
        assert not re.match(r"\s*[=+\-@]", cell)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_labels_come_back(first: str, second: str) -> None:
    report = report_of(first, second)
    wanted = [(printable(text), "x") for text in (first, second)]
    assert mermaid_nodes(rendered("mermaid", report)) == wanted
    assert dot_nodes(rendered("graphviz", report)) == wanted


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_hcl_strings_come_back(text: str) -> None:
    body = terraform.quoted(text)[1:-1]
    assert "\n" not in body
    plain = re.sub(r"\\U([0-9a-f]{8})", lambda found: json.dumps(chr(int(found[1], 16)))[1:-1], body)
    again = json.loads(f'"{plain}"').replace("$${", "${").replace("%%{", "%{")
    assert again == re.sub("[\ud800-\udfff]", "\ufffd", text)


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance of `#rrggbb` or `#rgb`."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("number", [0, 1, 2], ids=["light", "dark", "paper"])
def test_every_colour_of_text_can_be_read_on_both_grounds(number: int) -> None:
    palette = dict(re.findall(r"--(\w+): (#\w+)", re.findall(r":root \{([^}]*)\}", STYLE)[number]))
    assert len(palette) == 10
    for ground in (palette["ground"], palette["raised"]):
        for name in palette.keys() - {"ground", "raised", "line"}:
            lighter, darker = sorted((luminance(palette[name]), luminance(ground)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (name, ground)
