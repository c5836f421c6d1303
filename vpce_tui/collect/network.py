"""What stands between here and AWS, and what can be done where it stands in the way?

A proxy, a portal that wants a click first, a firewall that reads TLS along, a name that nobody knows: the libraries
tell of them in words of sockets. Here they become what happened, at which address, through which proxy, and what to do.
Source: botocore's configuration (HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE, `ca_bundle`); Python's ssl module, verify codes.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import botocore.exceptions as aws
from aiobotocore.session import AioSession
from aiohttp import ClientConnectorError
from botocore.parsers import ResponseParserError
from botocore.utils import should_bypass_proxies

_TITLE: Final = re.compile(r"<title[^>]*>(.{1,200}?)</title", re.IGNORECASE | re.DOTALL)
_WEB_PAGE: Final = re.compile(r"<!doctype html|<html", re.IGNORECASE)
# What urllib, and with it botocore, looks for; lower case first.
_PROXY_VARIABLES: Final = {"https": ("https_proxy", "HTTPS_PROXY"), "http": ("http_proxy", "HTTP_PROXY")}
_QUOTED_BLANK: Final = re.compile(r"\\[nrt]")
"""botocore quotes bytes, where a line's end is a backslash and a letter."""
_SIGN_IN: Final = "a network that wants a sign-in first does so: open any page in a browser, then read again"
_CERTIFICATE_REFUSED: Final = re.compile(r"certificate_?\s?verify_?\s?failed", re.IGNORECASE)


def without_secrets(url: str) -> str:
    """Return a URL without the user, the password and the question in it."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:  # a variable holds what is no URL
        return "an address that is no URL"
    return urlunsplit((parts.scheme, host, parts.path, "", "")) if "://" in url else url.rpartition("@")[2]


def proxy_of(url: str) -> tuple[str, str]:
    """Return the variable that names the proxy to `url` and the proxy's address without secrets, or two empty texts."""
    for name in _PROXY_VARIABLES.get(urlsplit(url).scheme, ()):
        value = os.environ.get(name, "")
        if value and not should_bypass_proxies(url):
            return name, without_secrets(value)
    return "", ""


def place(url: str) -> str:
    """Return where a call went: ` at https://…`, with the proxy on the way; empty where nobody knows."""
    if not url:
        return ""
    variable, proxy = proxy_of(url)
    return f" at {without_secrets(url).rstrip('/')}" + (f" through the proxy {proxy} ({variable})" if variable else "")


def trouble(error: BaseException, url: str = "") -> tuple[str, str] | None:
    """Return what stood in the way of a call to `url` and what to do, or None where the library's own words do.

    `url` may be left out where the error knows it.
    """
    details = getattr(error, "kwargs", {})
    at = place(str(details.get("endpoint_url") or url))
    causes = list(_causes(error))
    words = " ".join(str(cause) for cause in causes)
    if isinstance(error, ResponseParserError):
        return _no_answer_of_aws(str(error), at)
    if isinstance(error, aws.SSLError) or _CERTIFICATE_REFUSED.search(words):
        return _tls(words, at)
    if isinstance(error, aws.ProxyConnectionError):
        return _proxy(details, words)
    if any(isinstance(cause, FileNotFoundError) for cause in causes) and _ca_bundle():
        return f"there is no file {_ca_bundle()}, which AWS_CA_BUNDLE names", "correct or unset AWS_CA_BUNDLE"
    asked = urlsplit(str(details.get("endpoint_url") or url)).hostname or "AWS"
    host = next((str(cause.host) for cause in causes if isinstance(cause, ClientConnectorError)), asked)
    if host != asked and not proxy_of(str(details.get("endpoint_url") or url))[0]:
        return (f"something sends us to {host} instead of answering for AWS{at}", _SIGN_IN)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return (
            f"the name {host} is not known to this network's DNS",
            "check the connection, the VPN, the Region's name and --endpoint-url; behind a proxy set HTTPS_PROXY",
        )
    if isinstance(error, aws.ConnectTimeoutError | aws.ReadTimeoutError | TimeoutError):
        return (
            f"no answer in time{at}",
            "a firewall may swallow what is sent: check the VPN, behind a proxy set HTTPS_PROXY; then read again",
        )
    if isinstance(error, aws.EndpointConnectionError) and any(
        isinstance(cause, ConnectionRefusedError) for cause in causes
    ):
        return f"nobody listens{at}", "check --endpoint-url and the proxy's address, then read again"
    return None


def status_trouble(status: str, url: str) -> tuple[str, str] | None:
    """Return what an answer without any words of AWS's means, by its HTTP status; None where it may be AWS's own."""
    at = place(url)
    if status in ("301", "302", "303", "307", "308", "511"):
        return (
            f"something sends us elsewhere instead of answering for AWS (HTTP {status}){at}",
            _SIGN_IN,
        )
    if status == "407":
        return (
            f"the proxy wants a user and a password (HTTP 407){at}",
            "put them into the proxy's address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
        )
    return None


def refuse_web_pages(session: AioSession) -> None:
    """Let a session's clients take no web page for an answer: a tidy one is XML, and would be searched for members."""

    def refuse(response_dict: dict[str, Any], **_: Any) -> None:
        start = bytes(response_dict["body"][:2000])
        if response_dict["status_code"] < _FIRST_ERROR and _WEB_PAGE.match(start.decode(errors="replace").lstrip()):
            raise ResponseParserError(f"a web page: {start!r}")

    session.register("before-parse", refuse)


_FIRST_ERROR: Final = 300
"""The first HTTP status that is not success; pages with such a status are told by it."""


def _no_answer_of_aws(said: str, at: str) -> tuple[str, str]:
    if not _WEB_PAGE.search(said):
        return (
            f"the answer is not the XML that AWS sends{at}",
            "something between here and AWS may change answers; check the proxy, then read again",
        )
    found = _TITLE.search(said)
    words = _QUOTED_BLANK.sub(" ", found.group(1)).split() if found else []
    title = f' ("{" ".join(words)}")' if words else ""
    return (
        f"a web page{title} came in place of AWS's answer, not the XML that AWS sends{at}",
        "sign in where the page asks for it, in a browser, or go around the proxy: NO_PROXY=.amazonaws.com",
    )


def _tls(words: str, at: str) -> tuple[str, str]:
    lower = words.lower()
    if "expired" in lower or "not yet valid" in lower:
        return f"the certificate is not valid now{at}", "check this computer's clock; else the server needs a new one"
    if "hostname mismatch" in lower or "ip address mismatch" in lower or "doesn't match" in lower:
        return (
            f"the certificate is for another name{at}",
            "something answers in AWS's place, or --endpoint-url names the host otherwise than its certificate does",
        )
    if "wrong version number" in lower or "wrong_version_number" in lower or "record layer" in lower:
        return f"what answers does not speak TLS{at}", "write http:// in --endpoint-url, or check the proxy's port"
    if _CERTIFICATE_REFUSED.search(words):
        given = _ca_bundle()
        advice = (
            f"AWS_CA_BUNDLE is {given}: add that authority's certificate to the file"
            if given
            else "a firewall that reads TLS along has an authority of its own: set AWS_CA_BUNDLE to its certificate "
            "file, or `ca_bundle` in the profile"
        )
        return f"the certificate is from an authority that is not trusted here{at}", advice
    return (
        f"no TLS connection could be made{at}: {' '.join(words.split())[:200]}",
        "check the proxy and AWS_CA_BUNDLE, then read again",
    )


def _proxy(details: dict[str, object], words: str) -> tuple[str, str]:
    proxy = without_secrets(str(details.get("proxy_url", "")))
    if "407" in words:
        return (
            f"the proxy {proxy} wants a user and a password (HTTP 407)",
            "put them into its address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
        )
    return (
        f"the proxy {proxy} does not connect us with AWS",
        "check HTTPS_PROXY; NO_PROXY=.amazonaws.com goes around the proxy",
    )


def _ca_bundle() -> str:
    return os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE", "")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it, from the outside to the inside; each once."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = getattr(cause, "kwargs", {}).get("error")
        waiting += [inner, getattr(cause, "os_error", None), cause.__cause__]
