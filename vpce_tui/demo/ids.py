"""Which ids, moments and hardware addresses do made-up resources get?

Everything follows from a name, so that the demo world is the same every time, its ids look like AWS's, and other
files may speak of a resource by the name it was made with: `an_id("sg", "app/web")`.
"""

from __future__ import annotations

from hashlib import blake2s


def digest(text: str, size: int = 8) -> str:
    """Return 2 × `size` hexadecimal digits that follow from the text."""
    return blake2s(text.encode(), digest_size=size).hexdigest()


def an_id(prefix: str, name: str) -> str:
    """Return an id in AWS's long form, such as `vpc-0` and 16 hexadecimal digits."""
    return f"{prefix}-0{digest(f'{prefix} {name}')}"


def zone_id(name: str) -> str:
    """Return an id as Route 53 gives it to a hosted zone."""
    return f"Z{digest(f'zone {name}', 10).upper()}"


def mac_address(seed: str) -> str:
    """Return a locally administered hardware address, as EC2 gives them."""
    text = digest(f"mac {seed}", 5)
    return ":".join(("02", *(text[place : place + 2] for place in range(0, 10, 2))))


def moment(name: str) -> str:
    """Return when a resource was made: some second between 2024 and 2026, ISO 8601 in UTC."""
    number = int(digest(f"moment {name}", 6), 16)
    year, number = 2024 + number % 3, number // 3
    month, number = 1 + number % 10, number // 10
    day, number = 1 + number % 28, number // 28
    hour, minute, second = 7 + number % 11, number // 11 % 60, number // 660 % 60
    return f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00"


def uuid(name: str) -> str:
    """Return a UUID, as services put them into what they make."""
    text = digest(f"uuid {name}", 16)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
