"""Does a login that runs out in the middle say so, with what renews it, and does reading go on once it is renewed?"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.collect.recorder import Recorder, quick
from tests.fake_api import FakeEc2, RawAnswer, World, access_key_id, refused
from tests.fake_api.big import ACCOUNT, big_world
from tests.patience import PATIENCE
from vpce_tui.collect.accounts import Account
from vpce_tui.collect.choice import Choice
from vpce_tui.collect.live import LiveSource
from vpce_tui.collect.renewal import ENVIRONMENT, fingerprint, how_to_renew
from vpce_tui.collect.watch import GoOn, Watch
from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import CollectEvent, Noted, ReadEnded, ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

REGION = "eu-west-1"
SCOPE = Scope(ACCOUNT, REGION)
PROD = "444455556666"


class Watcher(Recorder):
    """A recorder that another thread can wait on."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def __call__(self, event: CollectEvent) -> None:
        with self.changed:
            super().__call__(event)
            self.changed.notify_all()

    def wait_for_complete(self, *types: Any) -> None:
        def complete() -> bool:
            ends = {end.record_type: end.coverage.complete for end in self.of(ReadEnded)}
            return all(ends.get(record_type) for record_type in types)

        with self.changed:
            assert self.changed.wait_for(complete, PATIENCE), "reading did not go on"


@pytest.fixture
def profile(aws_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The profile dev, with keys in the credentials file, whose path is returned."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    aws_environment.write_text(f"[profile dev]\nregion={REGION}\n")
    credentials = aws_environment.parent / "credentials"
    write_keys(credentials, "old")
    return credentials


def write_keys(path: Path, secret: str) -> None:
    key = access_key_id(ACCOUNT) if secret == "old" else f"{access_key_id(ACCOUNT)}NEW"
    path.write_text(f"[dev]\naws_access_key_id={key}\naws_secret_access_key={secret}\n")


def renewed_in_the_file(fake: FakeEc2) -> bool:
    return fake.calls[-1].access_key.endswith("NEW")


def test_a_login_that_expires_between_pages_names_itself_and_what_renews_it(profile: Path, recorder: Recorder) -> None:
    with FakeEc2(big_world(2_500)) as ec2:
        ec2.faults.add(refused("RequestExpired"), action="DescribeNetworkInterfaces", page=3)
        choice = Choice(profiles=("dev",))
        with LiveSource(choice, recorder, settings=quick(ec2), record_types=(NetworkInterface,)) as source:
            assert source.wait(PATIENCE)

    assert len(recorder.records(NetworkInterface)) == 2_000
    coverage = recorder.coverage(NetworkInterface)
    assert (coverage.reason, coverage.code) == (Reason.EXPIRED_LOGIN, "RequestExpired")
    assert coverage.help == (
        f"renew the login `dev`: put new keys of profile `dev` into {profile} (`aws configure --profile dev`), "
        "then read again"
    )
    assert [note.text.partition(":")[0] for note in recorder.of(Noted)] == ["the login `dev` has expired"]


def test_a_login_is_told_to_have_expired_once_and_not_for_each_list(profile: Path, ec2: FakeEc2) -> None:
    recorder, told = Recorder(), list[str]()
    ec2.faults.add(refused("ExpiredToken"), action="DescribeVpcs")
    ec2.faults.add(refused("ExpiredToken"), action="DescribeSubnets")
    choice = Choice(profiles=("dev",))
    with LiveSource(choice, recorder, settings=quick(ec2), record_types=(Vpc, Subnet), tell=told.append) as source:
        assert source.wait(PATIENCE)

    assert len(recorder.of(Noted)) == len(told) == 1
    assert "reading goes on by itself then" in told[0]


def test_keys_that_were_renewed_in_the_file_are_taken_when_reading_again(
    profile: Path, ec2: FakeEc2, recorder: Recorder
) -> None:
    with LiveSource(Choice(("dev",)), recorder, settings=quick(ec2), record_types=(Vpc,)) as source:
        assert source.wait(PATIENCE)
        ec2.faults.add(refused("ExpiredToken"), action="DescribeVpcs")
        source.refresh(SCOPE)
        assert source.wait(PATIENCE)
        assert recorder.coverage(Vpc).reason is Reason.EXPIRED_LOGIN
        ec2.faults.clear()
        write_keys(profile, "new")
        source.refresh(SCOPE)
        assert source.wait(PATIENCE)

    assert recorder.coverage(Vpc).complete
    assert renewed_in_the_file(ec2)
    assert len(recorder.of(ScopeOpened)) == 1  # the same scope goes on, nothing is opened anew


def test_a_login_that_works_is_not_taken_anew_with_each_reading(
    profile: Path, ec2: FakeEc2, recorder: Recorder
) -> None:
    with LiveSource(Choice(("dev",)), recorder, settings=quick(ec2), record_types=(Vpc,)) as source:
        assert source.wait(PATIENCE)
        write_keys(profile, "new")
        source.refresh()
        assert source.wait(PATIENCE)

    assert not renewed_in_the_file(ec2)


def test_reading_goes_on_by_itself_when_the_file_is_renewed_and_only_what_failed_is_read(
    profile: Path, ec2: FakeEc2, watch_has_looked: Callable[[], bool]
) -> None:
    recorder = Watcher()
    ec2.faults.add(refused("ExpiredToken"), action="DescribeVpcs")
    with LiveSource(
        Choice(("dev",)),
        recorder,
        settings=quick(ec2, watch_seconds=0.01),
        record_types=(Vpc, Subnet),
        watches=True,
    ) as source:
        assert source.wait(PATIENCE)
        ec2.faults.clear()
        watching = watch_has_looked()
        before = ec2.actions()
        write_keys(profile, "new")
        recorder.wait_for_complete(Vpc, Subnet)
        assert source.wait(PATIENCE)
        after = ec2.actions() - before

    assert watching
    assert after == {"DescribeVpcs": 1}
    assert renewed_in_the_file(ec2)


@pytest.fixture
def watch_has_looked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Let the watch look at the files as they are before the test changes them."""
    looked = threading.Semaphore(0)
    look = Watch.look

    def counted(watch: Watch, since_seconds: float, **state: bool) -> GoOn | None:
        found = look(watch, since_seconds, **state)
        looked.release()
        return found

    def has_looked() -> bool:
        while looked.acquire(blocking=False):
            pass
        return looked.acquire(timeout=PATIENCE) and looked.acquire(timeout=PATIENCE)  # the first may be of before

    monkeypatch.setattr(Watch, "look", counted)
    return has_looked


def test_after_a_sleep_what_was_unreachable_is_read_again_by_itself(ec2: FakeEc2) -> None:
    recorder, slept = Watcher(), threading.Event()
    ec2.faults.add(RawAnswer(b"<html>gone</html>", 502, "text/html"), action="DescribeVpcs")

    def now() -> float:
        return time.time() + (3_600 if slept.is_set() else 0)

    with LiveSource(
        Choice(regions=(REGION,)),
        recorder,
        settings=quick(ec2, watch_seconds=0.01),
        record_types=(Vpc, Subnet),
        watches=True,
        now=now,
    ) as source:
        assert source.wait(PATIENCE)
        assert recorder.coverage(Vpc).reason is Reason.UNREACHABLE
        ec2.faults.clear()
        before = ec2.actions()
        slept.set()
        recorder.wait_for_complete(Vpc, Subnet)
        assert source.wait(PATIENCE)
        after = ec2.actions() - before

    assert after == {"DescribeVpcs": 1}


def test_accounts_read_through_roles_are_told_of_the_login_that_assumes_them(profile: Path, recorder: Recorder) -> None:
    world = World({(account, REGION): {"Vpcs": []} for account in (ACCOUNT, PROD)})
    with FakeEc2(world) as ec2:
        choice = Choice(("dev",), accounts=(Account(PROD), Account(ACCOUNT)), role_name="reader")
        ec2.faults.add(refused("ExpiredToken", "too old"), action="AssumeRole")
        with LiveSource(choice, recorder, settings=quick(ec2), record_types=(Vpc,)) as source:
            assert source.wait(PATIENCE)
            gap = recorder.coverage(Vpc, Scope(PROD, REGION))
            ec2.faults.clear()
            write_keys(profile, "new")
            source.refresh()
            assert source.wait(PATIENCE)
            assuming = next(call for call in reversed(ec2.calls) if call.action == "AssumeRole")

    assert (gap.reason, gap.message) == (Reason.EXPIRED_LOGIN, "too old")
    assert "aws configure --profile dev" in gap.help
    assert assuming.access_key.endswith("NEW")
    assert recorder.coverage(Vpc, Scope(PROD, REGION)).complete


class Portal(BaseHTTPRequestHandler):
    """IAM Identity Center's portal: gives keys for a token that has not expired."""

    def do_GET(self) -> None:
        good = self.headers.get("x-amz-sso_bearer_token") == "fresh"
        keys = {
            "accessKeyId": access_key_id(ACCOUNT),
            "secretAccessKey": "x",
            "sessionToken": "y",
            "expiration": int((datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1000),
        }
        body = json.dumps({"roleCredentials": keys} if good else {"message": "Session token not found or invalid"})
        self.send_response(200 if good else 401)
        if not good:
            self.send_header("x-amzn-errortype", "UnauthorizedException")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""


@pytest.fixture
def sso(aws_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The profile sso with a token of before; gives the token's file."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    portal = HTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=portal.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", f"http://127.0.0.1:{portal.server_port}")
    aws_environment.write_text(
        f"[profile sso]\nsso_session=corp\nsso_account_id={ACCOUNT}\nsso_role_name=reader\nregion={REGION}\n"
        f"[sso-session corp]\nsso_start_url=https://corp.awsapps.com/start\nsso_region={REGION}\n"
    )
    import hashlib

    name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()
    token = Path.home() / f".aws/sso/cache/{name}.json"
    token.parent.mkdir(parents=True)
    # botocore reads the folder's path when it is imported, and so before a test has a home of its own.
    monkeypatch.setattr("botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR", str(token.parent))
    write_token(token, "stale", -1)
    yield token
    portal.shutdown()
    thread.join()
    portal.server_close()


def write_token(path: Path, token: str, hours: float) -> None:
    ends = (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    path.write_text(json.dumps({"accessToken": token, "expiresAt": ends, "startUrl": "x", "region": REGION}))


def test_an_expired_sso_session_names_its_command_and_goes_on_after_it(
    sso: Path, ec2: FakeEc2, watch_has_looked: Callable[[], bool]
) -> None:
    recorder, told = Watcher(), list[str]()
    with LiveSource(
        Choice(("sso",)),
        recorder,
        settings=quick(ec2, watch_seconds=0.01),
        record_types=(Vpc,),
        watches=True,
        tell=told.append,
    ) as source:
        with pytest.raises(UnreadableError, match="cannot read AWS with `sso`") as error:
            source.wait(PATIENCE)
        gap = recorder.coverage(Vpc, SCOPE)  # the account stands in the profile
        assert watch_has_looked()
        write_token(sso, "fresh", 8)
        recorder.wait_for_complete(Vpc)
        assert source.wait(PATIENCE)

    assert error.value.help == "renew the login `sso`: `aws sso login --profile sso`, then read again"
    assert gap.reason is Reason.EXPIRED_LOGIN
    assert recorder.coverage(Vpc, SCOPE).complete
    assert told == ["the AWS login files have changed: reading what had failed"]


PROFILES: dict[str, dict[str, str]] = {
    "keys": {"aws_access_key_id": "A"},
    "sso": {"sso_session": "corp"},
    "old sso": {"sso_start_url": "https://x"},
    "console": {"login_session": "arn:x"},
    "process": {"credential_process": "vault"},
    "web": {"web_identity_token_file": "/token"},
    "role": {"role_arn": "arn:x", "source_profile": "sso"},
    "loop": {"role_arn": "arn:x", "source_profile": "loop"},
    "loop2": {"role_arn": "arn:x", "source_profile": "loop3"},
    "loop3": {"role_arn": "arn:x", "source_profile": "loop2"},
    "mfa": {"role_arn": "arn:x", "source_profile": "keys", "mfa_serial": "arn:y"},
    "default": {"sso_session": "corp"},
}


@pytest.mark.parametrize(
    ("profile", "environment", "says"),
    [
        ("sso", {}, "`aws sso login --profile sso`"),
        ("old sso", {}, "`aws sso login --profile 'old sso'`"),
        ("console", {}, "`aws login --profile console`"),
        ("role", {}, "`aws sso login --profile sso`"),
        ("mfa", {}, "read again and give a new MFA code for `mfa`"),
        ("keys", {}, "(`aws configure --profile keys`)"),
        ("process", {}, "renew what `credential_process` of profile `process` calls"),
        ("web", {}, "put a fresh token into /token"),
        ("loop", {}, "aws login --profile loop"),
        ("loop2", {}, "aws login --profile loop"),
        ("gone", {}, "or new keys for this profile"),
        (None, {}, "`aws sso login`"),
        (None, {"AWS_PROFILE": "console"}, "`aws login --profile console`"),
        (None, {"AWS_ACCESS_KEY_ID": "A"}, ENVIRONMENT),
        ("sso", {"AWS_ACCESS_KEY_ID": "A"}, "`aws sso login --profile sso`"),
        (None, {"AWS_WEB_IDENTITY_TOKEN_FILE": "/t"}, "`aws sso login`"),
    ],
)
def test_what_renews_a_login_follows_from_where_its_keys_come_from(
    profile: str | None, environment: dict[str, str], says: str
) -> None:
    assert says in how_to_renew(profile, PROFILES, environment)


def test_the_fingerprint_changes_with_each_file_that_a_renewal_writes(tmp_path: Path) -> None:
    home = Path.home()
    seen = {fingerprint()}
    for name in (".aws/sso/cache/a.json", ".aws/login/cache/b.json", ".aws/cli/cache/c.json"):
        path = home / name
        path.parent.mkdir(parents=True)
        path.write_text("{}")
        seen.add(fingerprint())
    (tmp_path / "credentials").write_text("[default]")
    seen.add(fingerprint())
    (home / ".aws/sso/cache/a.json").write_text('{"changed": true}')
    seen.add(fingerprint())
    assert len(seen) == 6

    (home / ".aws/sso/cache/readme.txt").write_text("no login")
    assert fingerprint() in seen
