"""Which answers of AWS's do the JSON files under a path hold?

A file holds what `aws … describe-*` prints: one JSON object, an array of such objects (`jq -s`), or several one behind
another (`>>`). UTF-8, with or without a byte order mark, and UTF-16 are read, gzipped or not; anything else is an
error that names the file and the place. Lists stay undecoded until somebody wants them as records.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from vpce_tui.errors import MalformedInputError, UnreadableError
from vpce_tui.snapshot.streams import GZIP_MAGIC, unreadable

Members = dict[str, Any]
"""An answer's top-level members; a value is `msgspec.Raw` or decoded already."""

ENDINGS: Final = (".json", ".json.gz")
MAX_FILE_BYTES: Final = 2 << 30
MAX_FILES: Final = 200_000

_fast: msgspec.json.Decoder[Any] = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw])
_object: msgspec.json.Decoder[Members] = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One JSON file."""

    path: Path
    name: str
    """As messages call it: from the source's path on."""

    @property
    def folder(self) -> Path:
        return self.path.parent


def answer_files(root: Path) -> list[AnswerFile]:
    """Return the `*.json` files under a directory, gzipped or not, or the file itself.

    Their order is natural: `page-2` comes before `page-10`, and `page` before both. Linked directories are entered
    once, so that a loop of links ends.

    Raises:
        UnreadableError: The path does not exist, a directory may not be listed, or there are too many files.
    """
    if not root.is_dir():
        return [AnswerFile(root, str(root))]
    found: list[AnswerFile] = []
    for folder, names in _folders(root):
        paths = (folder / name for name in names if name.lower().endswith(ENDINGS))
        found.extend(AnswerFile(path, str(path)) for path in paths)
        if len(found) > MAX_FILES:
            raise UnreadableError(f"`{root}` holds more than {MAX_FILES} JSON files", help="give a folder further down")
    # Without its ending, so that `vpcs.json` comes before `vpcs-2.json`.
    return sorted(found, key=lambda file: natural(file.name.lower().removesuffix(".gz").removesuffix(".json")))


def _folders(root: Path) -> Iterator[tuple[Path, list[str]]]:
    def refuse(error: OSError) -> None:
        raise unreadable(str(error.filename), error) from error

    entered: set[tuple[int, int]] = set()
    for folder, folders, names in os.walk(root, followlinks=True, onerror=refuse):
        state = os.stat(folder)
        if (state.st_dev, state.st_ino) in entered:
            folders.clear()
            continue
        entered.add((state.st_dev, state.st_ino))
        folders.sort()
        yield Path(folder), names


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key under which numbers in a text count as numbers."""
    return tuple(
        (int(part), part) if part.isdecimal() and part.isascii() and len(part) < 30 else (-1, part)
        for part in re.split(r"([0-9]+)", text)
    )


def answers(file: AnswerFile) -> list[Members]:
    """Return the JSON objects that a file holds, in order; items of an array that are no objects are left out.

    Raises:
        UnreadableError: It may not be read, or is no regular file.
        MalformedInputError: It is not JSON; the message names line and column.
    """
    data = _utf8(_content(file), file)
    if not data.strip():
        raise MalformedInputError(f"`{file.name}` is empty, not JSON", help=_HELP)
    if said := _CLI_ERROR.search(data[:_ERROR_BYTES].decode("utf-8", "replace")):
        line = said.string[: said.start(1)].count("\n") + 1
        raise MalformedInputError(
            f"`{file.name}` is not JSON: line {line}, column 1: it holds what AWS said instead of an answer: {said[1]}",
            help="remove the file, and its list counts as not read; or record it again with that permission or login",
        )
    try:
        found = _fast.decode(data)
        return [found] if isinstance(found, dict) else [_object.decode(item) for item in found if is_object(item)]
    except msgspec.ValidationError:
        return []
    except (ValueError, RecursionError):
        return _slowly(data, file)


_HELP = "remove the file, and its list counts as not read; or write it again"
_ERROR_BYTES: Final = 4096
_CLI_ERROR: Final = re.compile(
    r"^\s*(An error occurred \(\w{1,80}\)[^\r\n]{0,300}|Unable to locate credentials[^\r\n]{0,200}"
    r"|(?:Error when retrieving|The SSO session)[^\r\n]{0,200}|Could not connect to the endpoint[^\r\n]{0,200})"
)
"""What the AWS CLI writes in place of an answer; such a file came of `2>&1`."""


def is_object(value: Any) -> bool:
    """Tell whether a member's value is a JSON object, without decoding it."""
    return isinstance(value, dict) or (isinstance(value, msgspec.Raw) and bytes(memoryview(value)[:1]) == b"{")


def plain(value: Any) -> Any:
    """Return a member's value decoded, whatever it holds."""
    if not isinstance(value, msgspec.Raw):
        return value
    try:
        return msgspec.json.decode(value)
    except (ValueError, RecursionError):
        return _loaded(bytes(value).decode())


def _content(file: AnswerFile) -> bytes:
    try:
        state = file.path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableError(f"cannot read `{file.name}`: it is no regular file")
        if state.st_size > MAX_FILE_BYTES:
            raise UnreadableError(f"cannot read `{file.name}`: it is larger than {MAX_FILE_BYTES >> 30} GiB")
        return _unzipped(file.path.read_bytes(), file)
    except FileNotFoundError as error:
        raise UnreadableError(f"there is no file `{file.name}`") from error
    except (OSError, ValueError) as error:
        raise unreadable(file.name, error) from error


def _unzipped(data: bytes, file: AnswerFile) -> bytes:
    if not data.startswith(GZIP_MAGIC):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            found = stream.read(MAX_FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise MalformedInputError(f"`{file.name}` is damaged or cut short: {error}", help=_HELP) from error
    if len(found) > MAX_FILE_BYTES:
        raise UnreadableError(f"cannot read `{file.name}`: unpacked it is larger than {MAX_FILE_BYTES >> 30} GiB")
    return found


def _utf8(data: bytes, file: AnswerFile) -> bytes:
    """Return the text as UTF-8 without a byte order mark."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    encoding = "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif len(data) > 1 and 0 in data[:2]:
        # JSON begins with an ASCII character, so a zero beside it tells UTF-16 and its order.
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise MalformedInputError(
            f"`{file.name}` is not text in {encoding.upper()}: line {line}, column {column}: {error.reason}", help=_HELP
        ) from error
    return data if encoding == "utf-8" else text.encode("utf-8", "replace")


def _slowly(data: bytes, file: AnswerFile) -> list[Members]:
    """Read what the fast decoder refuses: several documents, lone surrogates, huge numbers; or say where it breaks."""
    text = data.decode()
    found: list[Any] = []
    at = 0
    try:
        while at < len(text):
            document, end = _decoder.raw_decode(text, at)
            found.extend(document if isinstance(document, list) else [document])
            at = _blank.match(text, end).end()  # type: ignore[union-attr]  # the pattern matches nothing, too
        return [_scrubbed(item) for item in found if isinstance(item, dict)]
    except json.JSONDecodeError as error:
        where, what = f"line {error.lineno}, column {error.colno}", error.msg[:1].lower() + error.msg[1:]
        raise MalformedInputError(f"`{file.name}` is not JSON: {where}: {what}", help=_HELP) from error
    except RecursionError as error:
        raise MalformedInputError(f"`{file.name}` is nested too deeply to be an answer of AWS's") from error


_decoder = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < 40 else float(digits))
_blank = re.compile(r"[ \t\r\n]*")


def _loaded(text: str) -> Any:
    try:
        return _scrubbed(_decoder.decode(text))
    except (ValueError, RecursionError):
        return None


def _scrubbed(value: Any) -> Any:
    """Replace lone surrogates, which no UTF-8 file or terminal can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, list):
        return [_scrubbed(item) for item in value]
    if isinstance(value, dict):
        return {_scrubbed(name): _scrubbed(inner) for name, inner in value.items()}
    return value
