"""What is saved comes back the same, and a file is there whole or not at all."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record_strategies import records
from tests.snapshot.worlds import IRELAND, VIRGINIA, contents, listed, subnet, topology_of, vpc, world
from vpce_tui import snapshot
from vpce_tui.errors import MalformedInputError, NewerFormatError, UnreadableError, UsageError
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpn_connection import VpnConnection

SAMPLES = Path(__file__).parent / "samples"


def saved(content: object, **options: str) -> bytes:
    stream = io.BytesIO()
    snapshot.save(stream, content, created="2026-01-02T03:04:05Z", version="0.1.0", **options)  # type: ignore[arg-type]
    return stream.getvalue()


def read(data: bytes) -> list[CollectEvent]:
    return list(snapshot.read_events(io.BytesIO(data)))


def lines(data: bytes) -> list[bytes]:
    return gzip.decompress(data).splitlines()


def test_every_event_comes_back_in_order() -> None:
    assert read(saved(world())) == world()


def test_a_topology_comes_back_equal(tmp_path: Path) -> None:
    topology = topology_of(world())
    snapshot.save(tmp_path / "a.jsonl.gz", topology)

    assert contents(snapshot.load(tmp_path / "a.jsonl.gz")) == contents(topology)


def test_equal_events_give_equal_bytes() -> None:
    assert saved(world()) == saved(world())


def test_saving_what_was_loaded_gives_the_same_bytes(tmp_path: Path) -> None:
    first = saved(topology_of(world()))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(first)

    assert saved(snapshot.load(path)) == first


def test_the_order_of_reading_does_not_show_in_a_saved_topology() -> None:
    forth = topology_of(listed([vpc(1), vpc(2)]) + listed([subnet(1)]))
    back = topology_of(listed([subnet(1)]) + listed([vpc(2), vpc(1)]))

    assert saved(forth) == saved(back)


@settings(max_examples=150, deadline=None)
@given(st.lists(records(), max_size=6), st.booleans())
def test_random_records_of_every_type_are_saved_loaded_and_saved_alike(found: list[Record], finished: bool) -> None:
    inventory = Inventory()
    for record in found:
        inventory.apply(ReadStarted(type(record), IRELAND))
    for record in found:
        inventory.apply(PageRead(type(record), IRELAND, (record,)))
    for record in found if finished else ():
        inventory.apply(ReadEnded(type(record), IRELAND, COMPLETE))
    data = saved(inventory.topology())
    again = topology_of(read(data))

    assert {place: table.records for place, table in again.tables.items() if table.records} == {
        place: table.records for place, table in inventory.topology().tables.items() if table.records
    }
    assert saved(again) == data


def test_a_line_is_one_record_in_the_spelling_of_aws() -> None:
    line = next(line for line in lines(saved(world())) if b'"vpc-0002"' in line)

    assert json.loads(line) == {
        "record": "vpcs",
        "scope": "111122223333/eu-west-1",
        "members": {"VpcId": "vpc-0002", "CidrBlock": "10.2.0.0/16", "Weather": {"is": ["fine"]}},
    }
    assert line.startswith(b'{"record":"vpcs","scope":"111122223333/eu-west-1","members":{')


def test_the_first_line_says_who_wrote_what_and_the_last_what_there_is() -> None:
    stream = io.BytesIO()
    snapshot.save(stream, world(), created="2026-01-02T03:04:05Z", version="9", caller="arn:me", asked=["--region all"])
    first, *_, last = map(json.loads, lines(stream.getvalue()))

    assert first == {
        "format": "vpce-tui/snapshot/1",
        "created": "2026-01-02T03:04:05Z",
        "version": "9",
        "caller": "arn:me",
        "asked": ["--region all"],
    }
    assert last["trailer"]["lines"] == len(lines(stream.getvalue())) - 1
    assert last["trailer"]["records"] == {"subnets": 2, "vpcs": 4}


def test_plain_lines_are_read_as_well_with_a_byte_order_mark_or_windows_line_ends() -> None:
    text = gzip.decompress(saved(world()))

    assert read(text) == world()
    assert read(b"\xef\xbb\xbf" + text) == world()
    assert [e for e in read(text.replace(b"\n", b"\r\n")) if not isinstance(e, Noted)] == [
        e for e in world() if not isinstance(e, Noted)
    ]


def test_lines_with_their_members_in_another_order_are_read_as_well() -> None:
    text = b"\n".join(
        json.dumps(dict(sorted(json.loads(line).items(), reverse=True))).encode() for line in lines(saved(world()))
    )

    told = [event for event in read(text) if isinstance(event, Noted)]
    assert contents(topology_of(read(text))) == contents(topology_of(world()))
    assert any("checksum" in note.text or "ends before" in note.text for note in told)


def test_standard_input_and_output_are_called_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    class Console:
        buffer = io.BytesIO()

    monkeypatch.setattr(sys, "stdout", Console)
    snapshot.save("-", world())
    Console.buffer.seek(0)
    monkeypatch.setattr(sys, "stdin", Console)

    assert list(snapshot.open_source("-")) == world()


class TestWriting:
    def test_the_file_is_readable_by_its_owner_alone_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        snapshot.save(tmp_path / "a.jsonl.gz", world())

        assert stat.S_IMODE((tmp_path / "a.jsonl.gz").stat().st_mode) == 0o600
        assert os.listdir(tmp_path) == ["a.jsonl.gz"]

    def test_an_older_file_stays_until_the_new_one_is_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl.gz"
        path.write_bytes(b"older")
        with snapshot.SnapshotWriter(path) as writer:
            for event in world():
                writer.write(event)
            assert path.read_bytes() == b"older"
        assert contents(snapshot.load(path)) == contents(topology_of(world()))

    def test_an_error_leaves_nothing_behind(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl.gz"
        path.write_bytes(b"older")
        with suppress(KeyboardInterrupt), snapshot.SnapshotWriter(path) as writer:
            writer.write(world()[0])
            raise KeyboardInterrupt

        assert os.listdir(tmp_path) == ["a.jsonl.gz"]
        assert path.read_bytes() == b"older"

    def test_a_cancelled_writing_can_be_kept_and_says_what_was_cancelled(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl.gz"
        with suppress(KeyboardInterrupt), snapshot.SnapshotWriter(path) as writer:
            for event in [*listed([vpc(1)]), ReadStarted(Subnet, IRELAND), PageRead(Subnet, IRELAND, (subnet(1),))]:
                writer.write(event)
            writer.keep_partial()
            raise KeyboardInterrupt
        topology = snapshot.load(path)

        assert topology.coverage(Vpc, IRELAND).complete
        assert topology.coverage(Subnet, IRELAND).reason is Reason.CANCELLED
        assert topology.count(Subnet) == 1
        assert snapshot.verify(path).intact

    def test_what_is_written_so_far_can_be_read_meanwhile(self, tmp_path: Path) -> None:
        with snapshot.SnapshotWriter(tmp_path / "a.jsonl.gz") as writer:
            for event in [*listed([vpc(1), vpc(2)]), ReadStarted(Subnet, IRELAND)]:
                writer.write(event)
            [unfinished] = tmp_path.iterdir()
            topology = snapshot.load(unfinished)

        assert topology.count(Vpc) == 2
        assert topology.coverage(Vpc, IRELAND).complete
        assert not topology.coverage(Subnet, IRELAND).complete

    def test_a_link_to_a_file_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "link.gz").symlink_to(tmp_path / "real" / "a.gz")
        snapshot.save(tmp_path / "link.gz", world())

        assert (tmp_path / "link.gz").is_symlink()
        assert (tmp_path / "real" / "a.gz").is_file()

    def test_a_device_is_written_to_and_not_replaced(self) -> None:
        snapshot.save("/dev/null", world())

        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)

    def test_a_directory_or_a_missing_folder_is_a_matter_of_usage(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="it is a directory"):
            snapshot.save(tmp_path, world())
        with pytest.raises(UsageError, match="there is no folder"):
            snapshot.save(tmp_path / "no" / "a.gz", world())

    def test_a_full_disk_is_said_in_one_sentence(self) -> None:
        with pytest.raises(UnreadableError, match=r"cannot write `/dev/full`: No space left on device"):
            snapshot.save("/dev/full", world())


class TestVersions:
    def test_a_later_format_is_refused_with_a_clear_word(self) -> None:
        text = gzip.decompress(saved(world())).replace(b"snapshot/1", b"snapshot/2")

        with pytest.raises(NewerFormatError, match=r"vpce-tui/snapshot/2 by a later version(?s:.*)upgrade") as told:
            read(text.replace(b"\n", b"\n", 1))
        assert told.value.exit_code == 3

    def test_a_file_of_every_format_so_far_stays_readable(self) -> None:
        topology = snapshot.load(SAMPLES / "v1.jsonl.gz")

        assert snapshot.verify(SAMPLES / "v1.jsonl.gz").intact
        assert contents(topology) == contents(topology_of(world()))

    def test_types_lines_and_words_of_later_versions_are_skipped_with_a_note(self) -> None:
        text = gzip.decompress(saved(listed([vpc(1)]))).splitlines()
        text[1:1] = [
            b'{"record":"moon-gateways","scope":"111122223333/eu-west-1","members":{"Id":"m-1"}}',
            b'{"ended":"moon-gateways","scope":"111122223333/eu-west-1","records":1,"coverage":{"progress":"complete"}}',
            b'{"weather":"fine"}',
            b'{"ended":"subnets","scope":"111122223333/eu-west-1","coverage":{"progress":"dreamt"}}',
        ]
        events = read(b"\n".join(text))
        notes = " ".join(event.text for event in events if isinstance(event, Noted))
        topology = topology_of(events)

        assert "`moon-gateways`, which this version does not know" in notes
        assert "lines of the kind `weather`" in notes
        assert topology.coverage(Vpc, IRELAND).complete
        assert topology.coverage(Subnet, IRELAND).progress is Progress.FAILED


def test_nothing_in_a_file_is_a_credential() -> None:
    secret = "AKIA" + "IOSFODNN7EXAMPLE"
    connection = to_record(
        {
            "VpnConnectionId": "vpn-1",
            "CustomerGatewayConfiguration": f"<pre_shared_key>{secret}</pre_shared_key>",
            "PreSharedKeyArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key",
            "Options": {"TunnelOptions": [{"PreSharedKey": secret, "New": {"PreSharedKey": secret}}]},
        },
        VpnConnection,
    )
    text = gzip.decompress(saved(listed([connection])))

    assert b"vpn-1" in text
    for word in (b"AKIA", b"ASIA", b"PreSharedKey", b"pre_shared_key", b"CustomerGatewayConfiguration"):
        assert word not in text


def test_no_member_of_any_type_that_is_written_is_called_like_a_secret() -> None:
    named = [
        f"{resource.name}: {name}"
        for resource in RESOURCES
        for name in _member_names(resource.record, set())
        if any(word in name.lower() for word in ("secret", "password", "presharedkey", "privatekey", "credential"))
    ]

    assert named == []


def _member_names(shape: type, seen: set[type]) -> set[str]:
    import msgspec

    from tests.record_strategies import shapes_in

    if shape in seen:
        return set()
    seen.add(shape)
    names = {field.encode_name for field in msgspec.structs.fields(shape)}
    for field in msgspec.structs.fields(shape):
        for inner in shapes_in(field.type):
            names |= _member_names(inner, seen)
    return names


class TestVerify:
    def test_a_whole_file_is_intact_and_its_gaps_are_listed(self) -> None:
        found = snapshot.verify(io.BytesIO(saved(world())))

        assert found.intact
        assert found.records == {"vpcs": 4, "subnets": 2}
        assert [(event.record_type, event.scope) for event in found.incomplete] == [(Subnet, IRELAND)]

    def test_a_changed_file_is_not(self) -> None:
        text = gzip.decompress(saved(world())).replace(b"10.1.0.0", b"10.9.0.0")
        found = snapshot.verify(io.BytesIO(text))

        assert found.problems == ("its checksum does not agree: it was changed after it was written, or is damaged",)

    def test_a_removed_line_makes_its_own_list_incomplete_and_no_other(self) -> None:
        text = [line for line in lines(saved(world())) if b'"vpc-0002"' not in line]
        topology = topology_of(read(b"\n".join(text)))

        assert topology.coverage(Vpc, IRELAND).message == "3 records were written to the file, 2 could be read"
        assert topology.coverage(Vpc, VIRGINIA).complete


def test_loading_a_file_leaves_the_garbage_collector_as_it_was(tmp_path: Path) -> None:
    import gc

    path = tmp_path / "a.gz"
    path.write_bytes(saved(world()))
    snapshot.load(path)
    assert gc.isenabled()
    with pytest.raises(MalformedInputError):
        snapshot.load(_written(tmp_path / "b.gz", b"no"))
    assert gc.isenabled()


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_scope_without_account_comes_back() -> None:
    scope = Scope("unknown", "unknown")

    assert read(saved(listed([vpc(1)], scope))) == listed([vpc(1)], scope)


def test_a_coverage_in_full_comes_back() -> None:
    coverage = Coverage(Progress.FAILED, Reason.THROTTLED, "RequestLimitExceeded", "slow down", "try again", "2026")

    assert read(saved([ReadEnded(Vpc, IRELAND, coverage)])) == [ReadEnded(Vpc, IRELAND, coverage)]
