"""Does a trace of each planted mistake's question say what the mistake is?"""

from __future__ import annotations

import pytest

from tests.demo.looking import world
from vpce_tui.demo.planted import PLANTED, SOUND, Planted, Question
from vpce_tui.reach.access import Access, trace_access
from vpce_tui.reach.flow import Flow
from vpce_tui.reach.steps import Trace
from vpce_tui.reach.tracer import trace
from vpce_tui.view.access_words import likely_principal

ASKED = [planted for planted in PLANTED if planted.question]


def answer(question: Question) -> Trace:
    flow = Flow(question.source, question.destination, port=question.port)
    if not question.action:
        return trace(flow, world(), fixes=False)
    principal = likely_principal(world(), question.source)
    assert principal
    return trace_access(flow, world(), Access(question.action, question.resource, principal), fixes=False)


@pytest.mark.parametrize("planted", ASKED, ids=lambda planted: f"{planted.scenario} {planted.title}")
def test_the_trace_says_what_was_planted(planted: Planted) -> None:
    assert planted.question is not None
    found = answer(planted.question)
    said = [f"{step.verdict} {step.code} {step.text}" for step in found.steps if step.code]

    assert planted.verdict in (None, str(found.verdict)), said
    assert planted.code is None or planted.code in {str(step.code) for step in found.steps}, said


@pytest.mark.parametrize("question", SOUND, ids=lambda question: f"{question.source} {question.destination}")
def test_what_works_is_reachable(question: Question) -> None:
    found = answer(question)
    assert str(found.verdict) == "reachable", [step.text for step in found.steps if step.verdict != "pass"]
