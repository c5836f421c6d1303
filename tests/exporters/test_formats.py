"""Do all formats say the same, and does none of them obey what other people's text holds?"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exporters.golden import golden_file
from tests.exporters.reading_back import (
    Page,
    Tables,
    dot_nodes,
    mermaid_nodes,
    of_csv,
    of_html,
    of_json,
    of_markdown,
)
from tests.exporters.sample import HOSTILE, ORIGIN, sample
from vpce_tui.exporters import (
    BY_NAME,
    EXPORTERS,
    Exporter,
    csv_tables,
    exporter_for,
    graphviz,
    markdown,
    mermaid,
    terraform,
)
from vpce_tui.exporters import html as html_format
from vpce_tui.view.report import Report, trace_report
from vpce_tui.view.text import printable

READERS = {"markdown": of_markdown, "html": of_html, "csv": of_csv, "json": of_json}
BOTH = pytest.mark.parametrize("hostile", [False, True], ids=["plain names", "hostile names"])


def rendered(name: str, *, hostile: bool = False) -> str:
    return "".join(BY_NAME[name].render(sample(hostile=hostile)))


def said(report: Report) -> Tables:
    """What every format has to say: sections with rows."""
    return {
        section.title: [
            [column.title for column in section.columns],
            *([cell.text for cell in row] for row in section.rows),
        ]
        for section in report.sections
        if section.rows
    }


def plain(tables: Tables, *, without_apostrophes: bool = False) -> Tables:
    """Make readings comparable: as a person would see the cells, without blanks at their ends."""
    cut = "'" if without_apostrophes else ""
    return {
        printable(title): [[printable(cell).strip(" ").removeprefix(cut).strip(" ") for cell in row] for row in rows]
        for title, rows in tables.items()
    }


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_the_format_is_as_its_golden_file_has_it(exporter: Exporter) -> None:
    assert "".join(exporter.render(sample())).encode() == golden_file(exporter).read_bytes()


@BOTH
def test_all_formats_hold_the_same_sections_rows_and_cells(hostile: bool) -> None:
    wanted = plain(said(sample(hostile=hostile)))
    assert len(wanted) >= 8
    for name, read in READERS.items():
        found = plain(read(rendered(name, hostile=hostile)), without_apostrophes=name == "csv")
        if name == "csv":
            assert found == plain(wanted, without_apostrophes=True), name
        else:
            assert found == wanted, name


@BOTH
def test_every_fact_and_the_title_stand_in_every_report(hostile: bool) -> None:
    report = sample(hostile=hostile)
    texts = {
        "html": Page(rendered("html", hostile=hostile)).text,
        "json": "\n".join(json.loads(rendered("json", hostile=hostile))["facts"].values()),
    }
    for _, value in report.facts:
        assert printable(value) in texts["html"]
        assert value in texts["json"]
        assert markdown.escaped(value) in rendered("markdown", hostile=hostile)
        assert csv_tables.escaped(value).split('"')[0] in rendered("csv", hostile=hostile)


@BOTH
def test_both_drawings_have_the_nodes_of_the_report(hostile: bool) -> None:
    wanted = [
        tuple(map(printable, node.lines)) for drawing in sample(hostile=hostile).drawings for node in drawing.nodes
    ]
    assert sorted(mermaid_nodes(rendered("mermaid", hostile=hostile))) == sorted(wanted)
    assert sorted(dot_nodes(rendered("graphviz", hostile=hostile))) == sorted(wanted)


@BOTH
def test_both_drawings_have_as_many_lines_between_nodes_as_the_report(hostile: bool) -> None:
    count = sum(len(drawing.edges) for drawing in sample(hostile=hostile).drawings)
    assert len(re.findall(r"^  \w+ (?:-->|-\.->)", rendered("mermaid", hostile=hostile), re.MULTILINE)) == count
    assert len(re.findall(r"^  \w+ -> \w+", rendered("graphviz", hostile=hostile), re.MULTILINE)) == count


@BOTH
def test_terraform_imports_the_endpoints_of_the_report_that_a_person_owns(hostile: bool) -> None:
    text = rendered("terraform", hostile=hostile)
    section = sample(hostile=hostile).section("endpoints")
    assert section is not None
    listed = {row[0].text for row in section.rows}
    imported = re.findall(r'^  id = "([^"]+)"$', text, re.MULTILINE)
    left_out = re.findall(r"^# left out: (\S+) is managed by an AWS service$", text, re.MULTILINE)
    assert len(left_out) == 1
    assert {*imported, *left_out} == listed
    targets = re.findall(r"^  to = aws_vpc_endpoint\.(\w+)$", text, re.MULTILINE)
    assert targets == re.findall(r'^resource "aws_vpc_endpoint" "([a-z]\w*)" \{$', text, re.MULTILINE)
    assert len(set(targets)) == len(imported)


@BOTH
def test_terraform_reads_its_file_as_it_is_formatted(hostile: bool, tmp_path: Path) -> None:
    """`terraform fmt` parses and lays out; where it is not installed, braces and quotes are counted instead."""
    text = rendered("terraform", hostile=hostile)
    file = tmp_path / "report.tf"
    file.write_text(text)
    program = shutil.which("terraform")
    if program is not None:
        done = subprocess.run(
            [program, "fmt", "-check", "-diff", str(file)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    code = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
    bare = re.sub(r'"(?:[^"\\\n]|\\.)*"', "", code)
    assert '"' not in bare
    assert bare.count("{") == bare.count("}")
    assert re.search(r"(?<!\$)\$\{|(?<!%)%\{", code) is None


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_an_hcl_string_means_its_text_again(text: str) -> None:
    written = terraform.quoted(text)
    read = re.sub(r"\\U([0-9a-f]{8})", lambda found: chr(int(found[1], 16)), written[1:-1])
    again = json.loads(f'"{read}"').replace("$${", "${").replace("%%{", "%{")
    assert again == text.replace("\ud800", "\ufffd")


def test_a_page_has_no_script_no_handler_and_nothing_from_elsewhere() -> None:
    page = Page(rendered("html", hostile=True))
    assert page.wrong == []
    assert page.open == []
    known = "html head meta title style body header h1 dl div dt dd nav ul li a small main section h2 p table thead"
    assert {tag for tag, _ in page.elements} <= {*known.split(), "tbody", "tr", "th", "td"}
    attributes = {name for _, given in page.elements for name in given}
    assert attributes <= {"lang", "charset", "name", "content", "http-equiv", "aria-label"} | {
        "href",
        "id",
        "class",
        "title",
        "scope",
    }
    assert all((given.get("href") or "#").startswith("#") for _, given in page.elements)
    assert "url(" not in rendered("html", hostile=True).partition("</style>")[0]


def test_a_page_has_light_dark_and_print_styles_and_a_heading_for_each_section() -> None:
    text = rendered("html")
    assert "@media (prefers-color-scheme: dark)" in text
    assert "@media print" in text
    page = Page(text)
    anchors = {given["id"] for tag, given in page.elements if tag == "section"}
    assert {given["href"] for tag, given in page.elements if tag == "a"} == {f"#{anchor}" for anchor in anchors}
    assert len(anchors) == len(sample().sections)


def test_no_cell_of_a_csv_is_a_formula() -> None:
    for row in csv.reader(io.StringIO(rendered("csv", hostile=True), newline="")):
        for cell in row:
            assert not re.match(r"\s*[=+\-@＝＋－＠]", cell), cell


def test_one_chosen_table_of_a_csv_is_a_header_and_rows() -> None:
    report = sample()
    section = report.section("endpoints")
    assert section is not None
    text = "".join(csv_tables.render(replace(report, sections=(section,))))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["Endpoint"] for row in rows] == [row[0].text for row in section.rows]


@pytest.mark.parametrize("name", [exporter.name for exporter in EXPORTERS])
def test_no_format_lets_control_characters_or_lone_surrogates_out(name: str) -> None:
    text = rendered(name, hostile=True)
    text.encode()
    assert [character for character in text if not character.isprintable() and character not in "\r\n"] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a|b", r"a\|b"),
        ("<b>", r"\<b\>"),
        ("&lt;", r"\&lt;"),
        ("http://x", "http&#58;//x"),
        ("www.x", "www&#46;x"),
        ("me@x", r"me\@x"),
        ("1. x", r"1\. x"),
        ("- x", r"\- x"),
        ("10.1.0.0/16", "10.1.0.0/16"),
        ("ENI_SG_x __init__ _y", r"ENI_SG_x \_\_init\_\_ \_y"),
        ("a\nb", r"a\\nb"),
        ("[a](b)", r"\[a\](b)"),
    ],
)
def test_markdown_shows_a_text_as_it_stands(text: str, wanted: str) -> None:
    assert markdown.escaped(text) == wanted


def test_mermaid_takes_nothing_of_a_label_for_syntax() -> None:
    found = mermaid.escaped('%%{init}%% "x" --> #quot; <br/> `*a*` \\n')
    assert re.fullmatch(r"(?:[^\"#<>&`%\\{}\[\]|;*~$]|#\d+;)*", found)


def test_a_dot_string_ends_where_it_should() -> None:
    assert graphviz.quoted('a"b', "c\\") == r'"a\"b\nc\\"'


def test_a_title_attribute_cannot_be_left() -> None:
    assert html_format.escaped("\"' x=y <>&") == "&quot;&#x27; x=y &lt;&gt;&amp;"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.md", "markdown"),
        ("b/A.HTML", "html"),
        ("x.csv", "csv"),
        ("x.json", "json"),
        ("x.mmd", "mermaid"),
        ("x.dot", "graphviz"),
        ("x.tf", "terraform"),
        ("x.pdf", None),
        ("x.jsonl.gz", None),
        ("", None),
    ],
)
def test_the_ending_names_the_format(path: str, name: str | None) -> None:
    found = exporter_for(path)
    assert (found.name if found else None) == name


def test_a_trace_alone_is_a_report_of_its_steps_and_its_drawing() -> None:
    whole = sample()
    made = trace_report(whole.traces[0], ORIGIN)
    assert [section.rows for section in made.sections] == [
        section.rows for section in whole.sections if section.key == "trace1"
    ]
    assert made.drawings[0] in whole.drawings
    for name, read in READERS.items():
        assert len(read("".join(BY_NAME[name].render(made)))) == (0 if name == "csv" else 1)
