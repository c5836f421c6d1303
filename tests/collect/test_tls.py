"""Do clients share what checks certificates, and only what they may share?"""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Any

import pytest
from botocore.httpsession import get_cert_path

from tests.fake_api import FakeEc2, World
from vpce_tui.collect.aws import Clients, new_session
from vpce_tui.collect.choice import Settings
from vpce_tui.collect.tls import SharingSession

PROXY = "http://127.0.0.1:1"


@pytest.fixture(name="bundle")
def copied_bundle(tmp_path: Path) -> Path:
    bundle = tmp_path / "authorities.pem"
    bundle.write_bytes(Path(str(get_cert_path(True))).read_bytes())
    return bundle


def context(**options: Any) -> ssl.SSLContext:
    """The context of a new session."""
    proxy = options.pop("proxy", None)
    made: ssl.SSLContext = SharingSession(**options)._build_ssl_contexts(proxy)[0]
    return made


def test_all_clients_share_one_context_that_checks() -> None:
    assert context() is context()
    assert context().check_hostname
    assert context().verify_mode is ssl.CERT_REQUIRED


def test_a_bundle_of_ones_own_has_its_own_context(bundle: Path) -> None:
    assert context(verify=str(bundle)) is context(verify=str(bundle))
    assert context(verify=str(bundle)) is not context()


def test_a_bundle_that_was_written_anew_is_read_anew(bundle: Path) -> None:
    before = context(verify=str(bundle))
    os.utime(bundle, ns=(1, 1))

    assert context(verify=str(bundle)) is not before


def test_what_is_changed_after_it_was_made_is_nobody_elses() -> None:
    assert context(proxy=PROXY) is not context()
    assert context(proxy=PROXY) is not context(proxy=PROXY)
    assert context(verify=False) is not context(verify=False)


def test_a_bundle_that_is_gone_is_the_librarys_to_tell(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        context(verify=str(tmp_path / "gone.pem"))


async def test_the_clients_are_made_with_it() -> None:
    """Else a new aiobotocore could pass it by."""
    with FakeEc2(World({})) as fake:
        clients = Clients(Settings(endpoint_url=fake.url))
        session = new_session()
        session.set_credentials("made-up", "made-up")
        client = await clients.get(session, "sts", "eu-west-1")
        made = client._endpoint.http_session
        await clients.aclose()

    assert isinstance(made, SharingSession)
