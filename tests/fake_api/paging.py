"""Where in a list does a NextToken point?

Tokens are opaque and hold only for the list they were given for: a token of
another action, Region or filter is refused, as is one that was tampered with.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from tests.fake_api.errors import ApiError

SECRET = b"made-up"


def make_token(of_list: str, offset: int, page: int) -> str:
    """Return the token of the page that begins at `offset` of the list named `of_list`."""
    place = f"{offset}.{page}".encode()
    return base64.urlsafe_b64encode(seal(of_list, place) + place).decode()


def read_token(of_list: str, token: str) -> tuple[int, int]:
    """Return a token's offset and page number.

    Raises:
        ApiError: `InvalidNextToken`, not a token of this list.
    """
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except (binascii.Error, ValueError):
        raw = b""
    given, place = raw[:16], raw[16:]
    if not hmac.compare_digest(given, seal(of_list, place)):
        raise ApiError("InvalidNextToken", "The specified NextToken is not valid.")
    offset, _, page = place.decode().partition(".")
    return int(offset), int(page)


def seal(of_list: str, place: bytes) -> bytes:
    return hmac.digest(SECRET, of_list.encode() + b"\0" + place, hashlib.sha256)[:16]
