"""Is a person asked for an MFA code once, where it belongs, and what follows from each answer?"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.collect.recorder import Recorder, quick
from tests.fake_api import FakeEc2, World, access_key_id, refused
from tests.patience import PATIENCE
from vpce_tui.collect.asking import Answer, CodeQuestion, code_problem
from vpce_tui.collect.choice import Choice
from vpce_tui.collect.cli_cache import CliCache
from vpce_tui.collect.live import LiveSource
from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Scope
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

DEV, PROD = "111122223333", "444455556666"
DEVICE = f"arn:aws:iam::{DEV}:mfa/me"
ROLE = f"arn:aws:iam::{PROD}:role/admin"
WRONG = refused("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
SCOPE = Scope(PROD, "eu-west-1")


class Person:
    """Answers questions in the order given, from another thread as a screen does."""

    def __init__(self, *answers: str | None) -> None:
        self._answers = list(answers)
        self.asked: list[CodeQuestion] = []

    def __call__(self, question: CodeQuestion, answer: Answer) -> None:
        self.asked.append(question)
        threading.Thread(target=answer, args=(self._answers.pop(0),)).start()


@pytest.fixture
def fake() -> Iterator[FakeEc2]:
    regions = ("eu-west-1", "us-east-1")
    world = World(
        {(account, region): {"Vpcs": [{"VpcId": f"vpc-{account}"}]} for account in (DEV, PROD) for region in regions}
    )
    with FakeEc2(world) as running:
        yield running


@pytest.fixture(autouse=True)
def _profiles(aws_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    aws_environment.write_text(
        f"[profile dev]\naws_access_key_id={access_key_id(DEV)}\naws_secret_access_key=x\nregion=eu-west-1\n"
        f"[profile mfa]\nrole_arn={ROLE}\nsource_profile=dev\nregion=eu-west-1\nmfa_serial={DEVICE}\n"
        f"[profile twin]\nrole_arn=arn:aws:iam::{DEV}:role/other\nsource_profile=dev\nregion=eu-west-1\n"
        f"mfa_serial={DEVICE}\nexternal_id=x1\nduration_seconds=900\nrole_session_name=me\n"
    )


def source(fake: FakeEc2, recorder: Recorder, person: Person | None, *profiles: str, regions: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    choice = Choice(profiles or ("mfa",), regions)
    return LiveSource(choice, recorder, settings=quick(fake), record_types=(Vpc, Subnet), ask_code=person)


def codes(fake: FakeEc2) -> list[str]:
    return [call.params["TokenCode"] for call in fake.calls if call.action == "AssumeRole"]


def test_a_login_asks_once_for_all_its_regions(fake: FakeEc2, recorder: Recorder) -> None:
    person = Person("123456")
    with source(fake, recorder, person, regions=("eu-west-1", "us-east-1")) as reader:
        assert reader.wait(PATIENCE)
        reader.refresh()
        assert reader.wait(PATIENCE)

    assert person.asked == [CodeQuestion("mfa", DEVICE, ROLE)]
    assert codes(fake) == ["123456"]
    assert {vpc.vpc_id for vpc in recorder.records(Vpc)} == {f"vpc-{PROD}"}


def test_a_wrong_code_is_asked_for_again_with_the_reason(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(WRONG, action="AssumeRole", times=2)
    person = Person("111111", "222222", "333333")
    with source(fake, recorder, person) as reader:
        assert reader.wait(PATIENCE)

    assert [question.attempt for question in person.asked] == [1, 2, 3]
    assert person.asked[0].problem == ""
    assert person.asked[1].problem == "MultiFactorAuthentication failed with invalid MFA one time pass code."
    assert recorder.coverage(Vpc).complete


def test_after_three_wrong_codes_the_login_fails_and_says_why(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(WRONG, action="AssumeRole")
    person = Person(*["111111"] * 9)
    with (
        source(fake, recorder, person) as reader,
        pytest.raises(UnreadableError, match="AWS did not take 3 MFA codes for `mfa`") as error,
    ):
        reader.wait(PATIENCE)

    assert len(person.asked) == 3
    assert "MultiFactorAuthentication failed" in error.value.message


def test_who_gives_up_is_told_so_once_and_asked_again_when_reading_again(fake: FakeEc2, recorder: Recorder) -> None:
    person = Person(None, "123456")
    with source(fake, recorder, person) as reader:
        with pytest.raises(UnreadableError, match="no MFA code was given for `mfa`") as error:
            reader.wait(PATIENCE)
        gap = recorder.coverage(Vpc, SCOPE)
        reader.refresh()
        assert reader.wait(PATIENCE)

    assert error.value.help == "read again to be asked again"
    assert (gap.reason, gap.message) == (Reason.NO_LOGIN, "no MFA code was given for `mfa`")
    assert len(person.asked) == 2
    assert recorder.coverage(Vpc, SCOPE).complete


def test_a_role_that_may_not_be_assumed_is_no_matter_of_the_code(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("AccessDenied", "not authorized to perform sts:AssumeRole"), action="AssumeRole")
    person = Person("123456")
    with source(fake, recorder, person) as reader, pytest.raises(UnreadableError, match="not authorized"):
        reader.wait(PATIENCE)

    assert len(person.asked) == 1


def calls_of(fake: FakeEc2, action: str) -> list[dict[str, Any]]:
    return [dict(call.params) for call in fake.calls if call.action == action]


def test_profiles_with_one_device_share_one_code(fake: FakeEc2, recorder: Recorder) -> None:
    person = Person("123456")
    with source(fake, recorder, person, "mfa", "twin") as reader:
        assert reader.wait(PATIENCE)

    assert len(person.asked) == 1
    assert calls_of(fake, "GetSessionToken") == [{"SerialNumber": DEVICE, "TokenCode": "123456"}]
    assert {call.access_key for call in fake.calls if call.action == "AssumeRole"} == {f"ASIA{DEV}MFA"}
    assert recorder.coverage(Vpc, SCOPE).complete
    (twin,) = [call for call in calls_of(fake, "AssumeRole") if call.get("ExternalId")]
    assert twin == {
        "RoleArn": f"arn:aws:iam::{DEV}:role/other",
        "RoleSessionName": "me",
        "ExternalId": "x1",
        "DurationSeconds": 900,
    }


def test_a_wrong_code_of_a_shared_device_is_asked_for_again(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(WRONG, action="GetSessionToken", times=1)
    person = Person("111111", "222222")
    with source(fake, recorder, person, "mfa", "twin") as reader:
        assert reader.wait(PATIENCE)

    assert [question.attempt for question in person.asked] == [1, 2]
    assert "MultiFactorAuthentication failed" in person.asked[1].problem
    assert recorder.coverage(Vpc, SCOPE).complete


def test_a_session_that_aws_takes_no_more_is_begun_anew(fake: FakeEc2, recorder: Recorder) -> None:
    fake.faults.add(refused("ExpiredToken"), action="AssumeRole", times=2)
    person = Person("111111", "222222", "333333")
    with source(fake, recorder, person, "mfa", "twin") as reader:
        with pytest.raises(UnreadableError):
            reader.wait(PATIENCE)
        reader.refresh()
        assert reader.wait(PATIENCE)

    assert len(calls_of(fake, "GetSessionToken")) > 1
    assert recorder.coverage(Vpc, SCOPE).complete


def test_a_device_of_one_chosen_profile_begins_no_session(fake: FakeEc2, recorder: Recorder) -> None:
    person = Person("123456")
    with source(fake, recorder, person, "twin", "dev") as reader:
        assert reader.wait(PATIENCE)

    assert calls_of(fake, "GetSessionToken") == []
    assert codes(fake) == ["123456"]


def test_questions_of_two_devices_are_asked_one_after_the_other(
    fake: FakeEc2, recorder: Recorder, aws_environment: Path
) -> None:
    first, _, second = aws_environment.read_text().rpartition(DEVICE)
    aws_environment.write_text(f"{first}{DEVICE}-2{second}")
    waiting: list[Answer] = []
    most = []

    def answer_later(answer: Answer) -> None:
        waiting.remove(answer)
        answer("123456")

    def ask(_: CodeQuestion, answer: Answer) -> None:
        waiting.append(answer)
        most.append(len(waiting))
        threading.Thread(target=answer_later, args=(answer,)).start()

    with LiveSource(
        Choice(("mfa", "twin")), recorder, settings=quick(fake), record_types=(Vpc,), ask_code=ask
    ) as reader:
        assert reader.wait(PATIENCE)

    assert most == [1, 1]
    (twin,) = [call for call in calls_of(fake, "AssumeRole") if call.get("ExternalId")]
    assert twin == {
        "RoleArn": f"arn:aws:iam::{DEV}:role/other",
        "RoleSessionName": "me",
        "ExternalId": "x1",
        "DurationSeconds": 900,
        "SerialNumber": f"{DEVICE}-2",
        "TokenCode": "123456",
    }


def test_a_question_that_nobody_answers_does_not_hold_up_closing(fake: FakeEc2, recorder: Recorder) -> None:
    asked = threading.Event()
    answers: list[Answer] = []

    def ask(_: CodeQuestion, answer: Answer) -> None:
        answers.append(answer)
        asked.set()

    reader = LiveSource(Choice(("mfa",)), recorder, settings=quick(fake), record_types=(Vpc,), ask_code=ask)
    reader.start()
    assert asked.wait(PATIENCE)
    reader.close()

    answers[0]("123456")  # the window that is still open has nobody to tell any more


def cli_session(home: Path, ends: str) -> None:
    """Keep a session as the AWS CLI keeps it; the file's name is the hash of what AssumeRole was asked for."""
    import hashlib

    asked = json.dumps({"RoleArn": ROLE, "SerialNumber": DEVICE}, sort_keys=True)
    folder = home / ".aws/cli/cache"
    folder.mkdir(parents=True)
    credentials = {
        "AccessKeyId": access_key_id(PROD),
        "SecretAccessKey": "x",
        "SessionToken": "kept",
        "Expiration": ends,
    }
    name = hashlib.sha1(asked.encode(), usedforsecurity=False).hexdigest()
    (folder / f"{name}.json").write_text(json.dumps({"Credentials": credentials}))


def after(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def test_a_session_that_the_aws_cli_keeps_is_used_to_its_end(fake: FakeEc2, recorder: Recorder, tmp_path: Path) -> None:
    cli_session(tmp_path / "home", after(5))
    with source(fake, recorder, None) as reader:
        assert reader.wait(PATIENCE)

    assert codes(fake) == []
    assert recorder.coverage(Vpc, SCOPE).complete


def test_a_session_that_has_ended_is_not_used_and_nothing_is_written(
    fake: FakeEc2, recorder: Recorder, tmp_path: Path
) -> None:
    cli_session(tmp_path / "home", after(-5))
    before = {path: path.read_text() for path in (tmp_path / "home").rglob("*.json")}
    with source(fake, recorder, Person("123456")) as reader:
        assert reader.wait(PATIENCE)

    assert codes(fake) == ["123456"]
    assert {path: path.read_text() for path in (tmp_path / "home").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Credentials": {}}', '{"Credentials": null}', '"x"', "\x00"])
def test_a_broken_file_of_the_cache_is_no_session(text: str, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(text)

    cache = CliCache(str(tmp_path))

    assert "key" not in cache
    with pytest.raises(KeyError):
        cache["key"]


def test_of_two_sessions_the_one_that_lasts_longer_is_used(tmp_path: Path) -> None:
    names = {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c"}
    theirs = {"Credentials": {**names, "Expiration": "2030-01-01T00:00:00UTC"}}
    (tmp_path / "key.json").write_text(json.dumps(theirs))
    cache = CliCache(str(tmp_path))

    cache["key"] = {"Credentials": {**names, "Expiration": datetime(2031, 1, 1, tzinfo=UTC)}}
    assert cache["key"]["Credentials"]["Expiration"].year == 2031
    cache["key"] = {"Credentials": {**names, "Expiration": datetime(2029, 1, 1, tzinfo=UTC)}}
    assert cache["key"] == theirs


@pytest.mark.parametrize(
    ("code", "good"), [("123456", True), ("12345", False), ("12345a", False), ("１２３４５６", False)]
)
def test_what_is_no_code_is_known_before_it_is_sent(code: str, good: bool) -> None:
    assert (code_problem(code) == "") is good
