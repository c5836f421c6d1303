"""Do the commands read many accounts, and is a code asked for at the terminal and nowhere else?"""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_api import FakeEc2, World, access_key_id, refused
from vpce_tui.cli.main import run
from vpce_tui.cli.options import SourceOptions
from vpce_tui.errors import ExitCode

DEV, PROD = "111122223333", "444455556666"


@pytest.fixture
def fake() -> Iterator[FakeEc2]:
    world = World({(account, "eu-west-1"): {"Vpcs": [{"VpcId": f"vpc-{account}"}]} for account in (DEV, PROD)})
    with FakeEc2(world) as running:
        yield running


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        f"[profile dev]\naws_access_key_id={access_key_id(DEV)}\naws_secret_access_key=x\nregion=eu-west-1\n"
        f"[profile mfa]\nrole_arn=arn:aws:iam::{PROD}:role/admin\nsource_profile=dev\nregion=eu-west-1\n"
        f"mfa_serial=arn:aws:iam::{DEV}:mfa/me\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))


def vpc_ids(out: str) -> set[str]:
    return {vpc["VpcId"] for vpc in json.loads(out)}


def test_the_accounts_of_a_file_are_listed_as_one(
    fake: FakeEc2, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "accounts").write_text(f"{DEV} dev\n{PROD} prod\n")
    words = ["--accounts-file", str(tmp_path / "accounts"), "--role-name", "reader", "--profile", "dev"]

    code = run(["list", "vpcs", "--json", *words, "--endpoint-url", fake.url])

    assert (code, vpc_ids(capsys.readouterr().out)) == (ExitCode.DONE, {f"vpc-{DEV}", f"vpc-{PROD}"})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--role-name", "reader"], "--role-name is for many accounts"),
        (["--role-name", "reader", "--assume-role", "arn:aws:iam::111122223333:role/x"], "is for many accounts"),
        (["--organization", "--accounts-file", "x"], "--accounts-file and --organization name the accounts to read"),
        (["--organization", "--role-name", "arn:aws:iam::111122223333:role/x"], "takes a name and not an ARN"),
        (["--organization", "--demo"], "--organization is for live AWS"),
        (["--accounts-file", "/gone"], "cannot read the accounts in `/gone`"),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_is_read(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["list", "vpcs", *words]) == ExitCode.USAGE
    assert says in capsys.readouterr().err


def test_without_options_the_choice_is_the_default_login_alone() -> None:
    choice = SourceOptions().choice()

    assert not choice.many_accounts
    assert choice.profiles == choice.roles == ()


def test_where_no_terminal_is_the_code_is_not_waited_for(fake: FakeEc2, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["list", "vpcs", "--profile", "mfa", "--endpoint-url", fake.url])

    said = capsys.readouterr()
    assert (code, said.out) == (ExitCode.UNREADABLE, "")
    assert "profile `mfa` asks for an MFA code, and there is no terminal to ask at" in said.err
    assert "aws sts get-caller-identity --profile mfa" in said.err


def on_terminal(fake: FakeEc2, typed: str) -> tuple[int, str, str]:
    """Run `list` with a terminal at stdin and stderr, and a pipe at stdout; give its exit code and what it said."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "vpce_tui", "list", "vpcs", "--json", "--profile", "mfa"]
    with subprocess.Popen(
        [*command, "--endpoint-url", fake.url],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "AWS_MAX_ATTEMPTS": "1"},
    ) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        assert process.stdout is not None
        out = process.stdout.read()
        said = b""
        try:
            while chunk := os.read(ours, 4096):
                said += chunk
        except OSError:  # Linux tells in this way that nobody holds the other end any more
            said += b""
        os.close(ours)
        code = process.wait()
    return code, out, said.decode()


def test_a_code_is_asked_for_on_stderr_and_again_where_it_was_wrong(fake: FakeEc2) -> None:
    wrong = refused("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    fake.faults.add(wrong, action="AssumeRole", times=1)

    code, out, said = on_terminal(fake, "12\n111111\n222222\n")

    assert (code, vpc_ids(out)) == (ExitCode.DONE, {f"vpc-{PROD}"}), said
    assert f"MFA code of arn:aws:iam::{DEV}:mfa/me for `mfa` (empty gives up): " in said
    assert "a code is 6 digits" in said
    assert "MultiFactorAuthentication failed" in said
    assert "attempt 2 of 3" in said
    assert [c.params["TokenCode"] for c in fake.calls if c.action == "AssumeRole"] == ["111111", "222222"]


def test_an_empty_line_gives_up(fake: FakeEc2) -> None:
    code, out, said = on_terminal(fake, "\n")

    assert (code, out) == (ExitCode.UNREADABLE, "")
    assert "no MFA code was given for `mfa`" in said


def test_the_doctor_tells_of_proxies_without_their_passwords(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter2@proxy.example:3128")
    monkeypatch.setenv("AWS_CA_BUNDLE", "/etc/corp.pem")

    assert run(["doctor", "--offline"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert "HTTPS_PROXY http://proxy.example:3128, AWS_CA_BUNDLE /etc/corp.pem" in out
    assert "hunter2" not in out


def test_a_snapshots_header_says_how_the_accounts_were_chosen(
    fake: FakeEc2, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "accounts").write_text(f"{PROD} prod\n")
    words = ["--accounts-file", str(tmp_path / "accounts"), "--role-name", "reader", "--profile", "dev", "--quiet"]
    run(["snapshot", "-o", str(tmp_path / "out.jsonl.gz"), *words, "--endpoint-url", fake.url])
    capsys.readouterr()

    run(["snapshot", "verify", str(tmp_path / "out.jsonl.gz")])

    assert "--profile dev --accounts-file --role-name reader" in capsys.readouterr().out
