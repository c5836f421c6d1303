"""Is every planted mistake really in the demo world's records?"""

from __future__ import annotations

import pytest

from tests.demo.conditions import CONDITIONS
from tests.demo.looking import world
from vpce_tui.demo.planted import PLANTED, SOUND, Planted
from vpce_tui.resources import EVERY
from vpce_tui.resources.network_interface import NetworkInterface

by_scenario = pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted.scenario} {planted.title}")


@by_scenario
def test_every_record_that_an_entry_names_exists(planted: Planted) -> None:
    known = {record.record_id for resource in EVERY for record in world().records(resource.record)}
    assert planted.record_ids
    assert set(planted.record_ids) <= known


@by_scenario
def test_the_records_show_the_mistake(planted: Planted) -> None:
    assert CONDITIONS[planted.scenario]()


@by_scenario
def test_a_question_asks_from_an_interface_that_exists(planted: Planted) -> None:
    sources = {interface.network_interface_id for interface in world().records(NetworkInterface)}
    assert planted.question is None or planted.question.source in sources


def test_each_scenario_is_planted_once_and_each_condition_is_of_a_planted_one() -> None:
    numbers = [planted.scenario for planted in PLANTED]
    assert len(numbers) == len(set(numbers)) >= 30
    assert set(CONDITIONS) == set(numbers)


def test_an_entry_with_a_verdict_or_a_code_has_a_question() -> None:
    assert all(planted.question for planted in PLANTED if planted.verdict or planted.code)


def test_sentences_are_sentences() -> None:
    assert all(planted.says.endswith(".") and ". " not in planted.says for planted in PLANTED)
    assert not any(planted.title.endswith(".") for planted in PLANTED)


def test_sound_questions_are_none_of_the_planted_ones() -> None:
    assert not {question.words for question in SOUND} & {
        planted.question.words for planted in PLANTED if planted.question and planted.verdict != "reachable"
    }
