"""A damaged file gives an error in words or what can still be read with a note: never a traceback, never a lie."""

from __future__ import annotations

import gzip
import io
import json
import random
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.snapshot.test_file import lines, saved
from tests.snapshot.worlds import IRELAND, VIRGINIA, listed, subnet, topology_of, vpc, world
from vpce_tui import snapshot
from vpce_tui.errors import MalformedInputError, UnreadableError, VpceTuiError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import CollectEvent, Noted
from vpce_tui.model.topology import Topology
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpn_connection import VpnConnection

WHOLE = saved(world())
TEXT = gzip.decompress(WHOLE)
WORLD = topology_of(world())
EVERYTHING = [(record_type, scope) for record_type, scope in WORLD.coverages]


def opened(data: bytes) -> tuple[Topology, list[str]]:
    events = list(snapshot.read_events(io.BytesIO(data)))
    return topology_of(events), [event.text for event in events if isinstance(event, Noted)]


def attempt(data: bytes) -> tuple[Topology, list[str]] | VpceTuiError:
    try:
        return opened(data)
    except VpceTuiError as error:
        return error


def never_lies(topology: Topology) -> None:
    """Where a list claims to be complete, every record of it is there."""
    for record_type, scope in EVERYTHING:
        if topology.coverage(record_type, scope).complete:
            assert topology.count(record_type, scope) == WORLD.count(record_type, scope)


class TestCut:
    @pytest.mark.parametrize("kept", range(1, len(lines(WHOLE))))
    def test_at_a_line_it_opens_up_to_there_and_says_so(self, kept: int) -> None:
        cut = b"".join(line + b"\n" for line in lines(WHOLE)[:kept])
        for data in (cut, gzip.compress(cut)[:-8]):
            topology, notes = opened(data)

            never_lies(topology)
            assert any("ends before its end" in note for note in notes)
            assert topology.count(Vpc) == cut.count(b'"record":"vpcs"')

    def test_within_a_line_it_opens_up_to_the_last_whole_one(self) -> None:
        for kept in range(len(lines(WHOLE)[0]) + 1, len(TEXT), 7):
            topology, notes = opened(TEXT[:kept])

            never_lies(topology)
            assert any("ends before its end" in note for note in notes)

    def test_lists_without_an_end_are_incomplete_and_the_others_whole(self) -> None:
        cut = TEXT[: TEXT.index(b'{"ended":"subnets"')]
        topology, _ = opened(cut)

        assert topology.coverage(Vpc, IRELAND).complete
        assert topology.coverage(Subnet, IRELAND).reason is Reason.TRUNCATED
        assert topology.count(Subnet) == 2
        assert topology.find(VpnConnection, "vpn-1", IRELAND).certain is False  # type: ignore[union-attr]

    @pytest.mark.parametrize("kept", [*range(0, len(WHOLE), 5), len(WHOLE) - 1])
    def test_anywhere_in_the_gzip_stream_it_is_an_error_or_a_part(self, kept: int) -> None:
        found = attempt(WHOLE[:kept])

        if isinstance(found, VpceTuiError):
            assert "cannot be read as a snapshot" in found.message or "is no snapshot" in found.message
        else:
            never_lies(found[0])
            assert kept >= len(WHOLE) - 8 or any("ends before its end" in note for note in found[1])


class TestFlippedBits:
    def test_in_the_gzip_stream_are_an_error_or_a_part_with_a_note(self) -> None:
        chance = random.Random(7)
        for _ in range(400):
            at, bit = chance.randrange(2, len(WHOLE)), chance.randrange(8)
            data = WHOLE[:at] + bytes([WHOLE[at] ^ 1 << bit]) + WHOLE[at + 1 :]
            found = attempt(data)
            # Bytes 4 to 9 are gzip's clock and the name of a system: no content.
            if isinstance(found, tuple) and at >= 10:
                assert found[1] != opened(WHOLE)[1] or found[0].coverages == WORLD.coverages

    def test_in_plain_lines_never_make_a_list_lie(self) -> None:
        chance = random.Random(11)
        for _ in range(600):
            at, bit = chance.randrange(len(TEXT)), chance.randrange(8)
            data = TEXT[:at] + bytes([TEXT[at] ^ 1 << bit]) + TEXT[at + 1 :]
            found = attempt(data)
            if at > len(lines(WHOLE)[0]):
                assert isinstance(found, tuple)
                assert any("checksum" in note or "ends before" in note for note in found[1]), data[at - 20 : at + 20]

    def test_what_came_before_is_kept(self) -> None:
        many = saved([*listed([vpc(1)]), *listed([subnet(number) for number in range(20_000)])])
        at = len(many) // 2
        topology, notes = opened(many[:at] + bytes([many[at] ^ 0xFF]) + many[at + 1 :])

        assert topology.coverage(Vpc, IRELAND).complete
        assert 5_000 < topology.count(Subnet) < 15_000
        assert topology.coverage(Subnet, IRELAND).reason is Reason.TRUNCATED
        assert any("the gzip stream is damaged near byte" in note for note in notes)


def test_every_line_may_be_damaged_and_only_its_list_is_incomplete() -> None:
    for number, line in enumerate(lines(WHOLE)[1:-1], 2):
        data = TEXT.replace(line, b"\x00" + line[1:-3], 1)
        topology, notes = opened(data)

        assert any(f"line {number} is damaged" in note for note in notes)
        never_lies(topology)
        if b'"record":"vpcs","scope":"444455556666' in line:
            assert topology.coverage(Vpc, VIRGINIA).reason is Reason.MALFORMED
            assert topology.coverage(Vpc, IRELAND).complete


def test_of_many_damaged_lines_a_few_are_named_and_the_others_counted() -> None:
    _, notes = opened(TEXT.replace(b'{"record"', b'{record"'))

    assert sum(": line " in note for note in notes) == 5
    assert any("1 more lines are damaged" in note for note in notes)


HEADER = lines(WHOLE)[0] + b"\n"
NO_SNAPSHOTS: dict[str, tuple[bytes, str]] = {
    "nothing at all": (b"", "it is empty"),
    "an empty gzip stream": (gzip.compress(b""), "it is empty"),
    "the first bytes of a gzip stream": (b"\x1f\x8b", "the gzip stream ends too early"),
    "no gzip behind its first bytes": (b"\x1f\x8b" + b"\xff" * 40, "the gzip stream is damaged near byte 0"),
    "another gzip file": (gzip.compress(b"hello\nworld\n"), "line 1 is not the header"),
    "another JSON file": (b'{"Vpcs": []}', "line 1 is not the header"),
    "a list": (b"[1, 2]\n", "line 1 is not the header"),
    "another format's header": (b'{"format":"other/1"}\n', "line 1 is not the header"),
    "a header with a strange number": (b'{"format":"vpce-tui/snapshot/x"}\n', "names the format"),
    "a header with an endless number": (b'{"format":"vpce-tui/snapshot/' + b"9" * 5000 + b'"}\n', "names the format"),
    "UTF-16": (TEXT.decode().encode("utf-16"), "line 1 is not the header"),
    "NUL bytes": (b"\0" * 5000, "line 1 is not the header"),
    "a JSON of a million levels": (b"[" * 1_000_000, "line 1 is not the header"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "line 1 is not the header"),
}


@pytest.mark.parametrize(("data", "says"), NO_SNAPSHOTS.values(), ids=NO_SNAPSHOTS.keys())
def test_what_is_no_snapshot_is_said_with_file_and_place(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "bad.gz"
    path.write_bytes(data)

    with pytest.raises(MalformedInputError, match=says) as told:
        snapshot.load(path)
    assert str(path) in told.value.message
    assert told.value.exit_code == 2


DAMAGED_LINES: dict[str, bytes] = {
    "a million levels": b'{"record":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}",
    "levels within a record": b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"v","X":' + b"[" * 100_000,
    "NUL bytes": b"\0" * 100,
    "no UTF-8": b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"\xff\xfe"}}',
    "a lone surrogate": b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"\\ud800"}}',
    "no object": b"17",
    "an empty object": b"{}",
    "no members": b'{"record":"vpcs","scope":"1/a"}',
    "members of the wrong type": b'{"record":"vpcs","scope":"1/a","members":[1]}',
    "no id": b'{"record":"vpcs","scope":"1/a","members":{}}',
    "an empty id": b'{"record":"vpcs","scope":"1/a","members":{"VpcId":""}}',
    "no scope": b'{"record":"vpcs","members":{"VpcId":"v"}}',
    "a scope that is none": b'{"record":"vpcs","scope":["1"],"members":{"VpcId":"v"}}',
    "a type that is no text": b'{"record":{"a":1},"scope":"1/a","members":{"VpcId":"v"}}',
    "an opened scope that is none": b'{"opened":7}',
    "a coverage that is none": b'{"ended":"vpcs","scope":"1/a","coverage":7}',
    "a count that is none": b'{"ended":"vpcs","scope":"1/a","records":"x","coverage":{"progress":"complete"}}',
    "a trailer that is none": b'{"trailer":[]}',
    "a huge number": b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"v","X":1e999}}',
}


@pytest.mark.parametrize("line", DAMAGED_LINES.values(), ids=DAMAGED_LINES.keys())
def test_a_strange_line_does_not_keep_the_others_from_being_read(line: bytes) -> None:
    body = b"".join(line + b"\n" for line in lines(WHOLE)[1:-1])
    for text in (HEADER + line + b"\n" + body, HEADER + body + line, HEADER + line):
        assert opened(text)[1]
    assert opened(HEADER + line + b"\n" + body)[0].count(Vpc) >= 4 or b"trailer" in line


def test_of_a_member_that_comes_twice_the_later_one_counts() -> None:
    line = b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"v1","VpcId":"v2"},"scope":"1/b"}\n'

    assert [record.record_id for record in opened(HEADER + line)[0].records(Vpc)] == ["v2"]


def test_what_follows_the_end_is_noted_and_not_read() -> None:
    more = b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"v1"}}\n'

    assert opened(TEXT + more)[0].count(Vpc) == 4
    assert any("follows the trailer" in note for note in opened(TEXT + more)[1])
    assert any("follows the end of the gzip stream" in note for note in opened(WHOLE + b"more")[1])
    assert opened(WHOLE + b"\0" * 512)[1] == opened(WHOLE)[1]


def bomb_of_one_line() -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [deflate.compress(HEADER + b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"')]
    parts += [deflate.compress(b"a" * (1 << 20)) for _ in range(300)]
    return b"".join([*parts, deflate.flush()])


def bomb_of_many_lines() -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    line = b'{"record":"vpcs","scope":"1/a","members":{"VpcId":"vpc-1","CidrBlock":"10.0.0.0/8"}}\n'
    parts = [deflate.compress(HEADER)] + [deflate.compress(line * 2000) for _ in range(100)]
    return b"".join([*parts, deflate.flush()])


@pytest.mark.parametrize("bomb", [bomb_of_one_line, bomb_of_many_lines])
def test_a_small_file_that_inflates_to_hundreds_of_megabytes_needs_little_memory(bomb: Callable[[], bytes]) -> None:
    data = bomb()
    tracemalloc.start()
    try:
        notes = [e.text for e in snapshot.read_events(io.BytesIO(data)) if isinstance(e, Noted)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert notes
    assert peak < 200 << 20


class TestUnreadable:
    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="there is no file") as told:
            snapshot.load(tmp_path / "none.gz")
        assert told.value.exit_code == 3

    def test_a_path_with_a_nul_byte_or_far_too_long(self) -> None:
        for path in ("a\0b", "x" * 5000):
            with pytest.raises(VpceTuiError, match=r"cannot read|there is no"):
                snapshot.load(path)

    def test_a_directory_is_no_snapshot(self, tmp_path: Path) -> None:
        with pytest.raises(MalformedInputError, match="is a directory, no snapshot"):
            list(snapshot.read_events(tmp_path))

    def test_a_stream_that_fails_while_it_is_read(self) -> None:
        class Broken(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                if self.tell():
                    raise OSError(5, "Input/output error")
                return super().read(40)

        with pytest.raises(UnreadableError, match="Input/output error"):
            list(snapshot.read_events(Broken(WHOLE)))


def test_a_stream_that_gives_a_byte_at_a_time_reads_the_same() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(1)

    events: list[CollectEvent] = list(snapshot.read_events(Slow(WHOLE)))
    assert topology_of(events).coverages == WORLD.coverages
    assert json.loads(lines(WHOLE)[-1])["trailer"]["records"]["vpcs"] == topology_of(events).count(Vpc)
