"""What stands between here and AWS, and is it told what, where and what to do? Over loopback, with real TLS."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.collect.recorder import REGION, Recorder
from tests.patience import PATIENCE
from vpce_tui.collect.choice import Choice, Settings
from vpce_tui.collect.live import LiveSource
from vpce_tui.collect.network import place, proxy_of, status_trouble, without_secrets
from vpce_tui.errors import UnreadableError
from vpce_tui.resources.vpc import Vpc

PORTAL = b"<!DOCTYPE html><html><head><title>Hotel\n Wi-Fi</title></head><body>room?</body></html>"


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: text/html", "Connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


@contextmanager
def server(answer: bytes, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answer every connection with the same bytes; give the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def talk(raw: socket.socket) -> None:
        with raw:
            raw.settimeout(PATIENCE)
            try:
                talking = context.wrap_socket(raw, server_side=True) if context else raw
                with talking:
                    talking.recv(65536)
                    talking.sendall(answer)
            except OSError:
                return  # the client does not trust us, and hangs up

    def accept() -> None:
        while True:
            try:
                raw, _ = listening.accept()
            except OSError:
                return
            if closing.is_set():
                raw.close()
                return
            threads.append(threading.Thread(target=talk, args=(raw,)))
            threads[-1].start()

    closing = threading.Event()
    accepting = threading.Thread(target=accept)
    accepting.start()
    port = int(listening.getsockname()[1])
    try:
        yield port
    finally:
        closing.set()
        with socket.create_connection(("127.0.0.1", port)):
            accepting.join()
        listening.close()
        for thread in threads:
            thread.join()


@pytest.fixture(scope="module")
def make_certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[ssl.SSLContext, Path]]:
    """Make a certificate that nobody signed but itself."""

    def make(name: str = "127.0.0.1", *, ended: bool = False) -> tuple[ssl.SSLContext, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up")])
        now = dt.datetime.now(dt.UTC)
        begins, ends = (now - dt.timedelta(days=9), now + dt.timedelta(days=-1 if ended else 1))
        alternative: Any = x509.DNSName(name) if name[0].isalpha() else x509.IPAddress(ipaddress.ip_address(name))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        folder = tmp_path_factory.mktemp("tls")
        public, private = folder / "ca.pem", folder / "key.pem"
        public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(public, private)
        return context, public

    return make


def told(url: str, recorder: Recorder) -> UnreadableError:
    """Return what is said when nothing at `url` can be read."""
    settings = Settings(
        endpoint_url=url,
        attempts=1,
        longest_pause_seconds=0.001,
        connect_timeout_seconds=PATIENCE,
        read_timeout_seconds=PATIENCE,
    )
    with (
        LiveSource(Choice(regions=(REGION,)), recorder, settings=settings, record_types=(Vpc,)) as source,
        pytest.raises(UnreadableError) as error,
    ):
        source.wait(PATIENCE)
    return error.value


def test_a_portals_page_is_told_with_its_title_its_place_and_what_to_do(recorder: Recorder) -> None:
    with server(http("200 OK", PORTAL)) as port:
        error = told(f"http://127.0.0.1:{port}", recorder)

    assert 'a web page ("Hotel Wi-Fi") came in place of AWS\'s answer' in error.message
    assert f"at http://127.0.0.1:{port}" in error.message
    assert "sign in" in error.help
    assert "room?" not in error.message


def test_a_portal_that_sends_elsewhere_is_told(recorder: Recorder) -> None:
    with server(http("302 Found", PORTAL, "Location: http://login.hotel.invalid/")) as port:
        error = told(f"http://127.0.0.1:{port}", recorder)

    assert f"something sends us to login.hotel.invalid instead of answering for AWS at http://127.0.0.1:{port}" in (
        error.message
    )
    assert "open any page in a browser" in error.help


@pytest.mark.parametrize(
    ("status", "says"),
    [("302", "sends us elsewhere"), ("511", "sends us elsewhere"), ("407", "wants a user and a password")],
)
def test_a_status_of_a_portal_or_proxy_is_told_with_its_place(status: str, says: str) -> None:
    told_of = status_trouble(status, "https://ec2.eu-west-1.amazonaws.com/")

    assert told_of is not None
    assert says in told_of[0]
    assert told_of[0].endswith(f"(HTTP {status}) at https://ec2.eu-west-1.amazonaws.com")
    assert status_trouble("403", "https://ec2.eu-west-1.amazonaws.com/") is None  # may be AWS's own


def test_a_wrong_clock_is_told_by_the_date_of_the_answer(recorder: Recorder) -> None:
    words = "Signature expired: 20260301T100000Z is now earlier than 20260301T104500Z"
    body = f"<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>{words}</Message></Error></ErrorResponse>"
    theirs = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3), usegmt=True)
    with server(http("403 Forbidden", body.encode(), f"Date: {theirs}")) as port:
        error = told(f"http://127.0.0.1:{port}", recorder)

    assert "this computer's clock is 3 hours behind AWS's" in error.message
    assert words in error.message
    assert "timedatectl" in error.help


def test_a_certificate_that_nobody_trusts_names_the_variable(
    recorder: Recorder, make_certificate: Callable[..., tuple[ssl.SSLContext, Path]]
) -> None:
    context, _ = make_certificate()
    with server(http("200 OK"), context) as port:
        error = told(f"https://127.0.0.1:{port}", recorder)

    assert f"from an authority that is not trusted here at https://127.0.0.1:{port}" in error.message
    assert "AWS_CA_BUNDLE" in error.help


def test_a_bundle_that_holds_another_authority_is_named(
    recorder: Recorder,
    make_certificate: Callable[..., tuple[ssl.SSLContext, Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (context, _), (_, other) = make_certificate(), make_certificate()
    monkeypatch.setenv("AWS_CA_BUNDLE", str(other))
    with server(http("200 OK"), context) as port:
        error = told(f"https://127.0.0.1:{port}", recorder)

    assert f"AWS_CA_BUNDLE is {other}" in error.help


def test_with_the_right_bundle_there_is_no_trouble_with_tls(
    recorder: Recorder,
    make_certificate: Callable[..., tuple[ssl.SSLContext, Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, authority = make_certificate()
    monkeypatch.setenv("AWS_CA_BUNDLE", str(authority))
    with server(http("200 OK", PORTAL), context) as port:
        error = told(f"https://127.0.0.1:{port}", recorder)

    assert "a web page" in error.message  # the connection was made


def test_a_bundle_that_is_not_there_is_named(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/gone/ca.pem")

    error = told("https://127.0.0.1:1", recorder)

    assert "there is no file /gone/ca.pem, which AWS_CA_BUNDLE names" in error.message


@pytest.mark.parametrize(
    ("name", "ended", "says"),
    [("sts.example", False, "the certificate is for another name"), ("127.0.0.1", True, "is not valid now")],
)
def test_a_certificate_of_another_name_or_time_is_told_as_such(
    name: str,
    ended: bool,
    says: str,
    recorder: Recorder,
    make_certificate: Callable[..., tuple[ssl.SSLContext, Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, authority = make_certificate(name, ended=ended)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(authority))
    with server(http("200 OK"), context) as port:
        assert says in told(f"https://127.0.0.1:{port}", recorder).message


def test_what_does_not_speak_tls_is_told(recorder: Recorder) -> None:
    with server(http("200 OK")) as port:
        error = told(f"https://127.0.0.1:{port}", recorder)

    assert "does not speak TLS" in error.message
    assert "http://" in error.help


def test_where_nobody_listens_the_address_is_told(recorder: Recorder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = told(f"http://127.0.0.1:{port}", recorder)

    assert f"nobody listens at http://127.0.0.1:{port}" in error.message


def test_a_name_that_dns_does_not_know_is_told(recorder: Recorder) -> None:
    error = told("http://ec2.eu-wset-1.invalid", recorder)

    assert "the name ec2.eu-wset-1.invalid is not known to this network's DNS" in error.message
    assert "--endpoint-url" in error.help


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("407 Proxy Authentication Required", "wants a user and a password (HTTP 407)"),
        ("503 Service Unavailable", "does not connect us with AWS"),
    ],
)
def test_a_proxy_that_refuses_is_named_without_its_password(
    status: str, says: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(http(status, PORTAL)) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:hunter2@127.0.0.1:{port}")
        error = told("https://sts.example.invalid", recorder)

    assert f"the proxy http://127.0.0.1:{port} {says}" in error.message
    assert "hunter2" not in str(error)


def test_the_proxy_on_the_way_is_part_of_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter2@proxy.example:3128")

    assert place("https://ec2.eu-west-1.amazonaws.com/") == (
        " at https://ec2.eu-west-1.amazonaws.com through the proxy http://proxy.example:3128 (HTTPS_PROXY)"
    )
    monkeypatch.setenv("NO_PROXY", ".amazonaws.com")
    assert proxy_of("https://ec2.eu-west-1.amazonaws.com/") == ("", "")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:secret@host:1/path?token=secret#secret", "http://host:1/path"),
        ("me:secret@host:1", "host:1"),
        ("http://[secret", "an address that is no URL"),
    ],
)
def test_no_secret_of_an_address_is_shown(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
