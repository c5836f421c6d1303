"""The answers to expectations as JUnit XML, which most CI systems show as tests.

An expectation is a test case: one that does not hold is a failure; one that is unknown, or that checks nothing, is an
error, so that none of them looks green. Characters that XML cannot hold are spelled out.
Source: the schema of Apache Ant's `junitreport` task; Jenkins' xUnit plugin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from vpce_tui.checks.expectation import Outcome, Result
from vpce_tui.view.expectations import evidence_says
from vpce_tui.view.text import printable

_TAGS = {Outcome.FAILS: "failure", Outcome.UNKNOWN: "error", Outcome.EMPTY: "error"}


def junit(results: Sequence[Result], file: str) -> str:
    """Return the document; `file` is the path of the expectations."""
    found = Counter(_TAGS.get(result.outcome, "") for result in results)
    told = {"tests": str(len(results)), "failures": str(found["failure"]), "errors": str(found["error"])}
    root = ET.Element("testsuites", {"name": "vpce-tui check", **told})
    suite = ET.SubElement(root, "testsuite", {"name": printable(file), **told, "skipped": "0"})
    for result in results:
        _case(suite, result, file)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, result: Result, file: str) -> None:
    expectation = result.expectation
    place = {"file": printable(file), "line": str(expectation.line)} if expectation.line else {}
    case = ET.SubElement(
        suite, "testcase", {"classname": f"vpce-tui.{expectation.kind}", "name": printable(expectation.name), **place}
    )
    tag = _TAGS.get(result.outcome)
    if tag is None:
        return
    trouble = ET.SubElement(case, tag, {"type": str(result.outcome), "message": printable(result.says)})
    trouble.text = "\n".join(printable(f"{found.outcome}: {evidence_says(found)}") for found in result.evidence)
