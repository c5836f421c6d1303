"""No AWS but the fake: no profile, no key and no metadata of this machine is seen by a test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collect.recorder import Recorder
from tests.fake_api import FakeEc2, access_key_id
from tests.fake_api.big import ACCOUNT, big_world


@pytest.fixture(autouse=True)
def aws_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make up the environment; return the configuration file, for tests that want profiles."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    config = tmp_path / "config"
    config.write_text("")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))  # the AWS CLI's sessions stand there
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", access_key_id(ACCOUNT))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    return config


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def ec2() -> Iterator[FakeEc2]:
    """One account's Region of 30 interfaces."""
    with FakeEc2(big_world(30)) as fake:
        yield fake
