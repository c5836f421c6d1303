"""What is written as Parquet comes back the same, lies as the engines expect it, and is there whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.record_strategies import records
from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, contents, listed, subnet, topology_of, vpc, world
from vpce_tui import snapshot
from vpce_tui.demo.world import events as demo_events
from vpce_tui.errors import MalformedInputError, NewerFormatError, UnreadableError, UsageError
from vpce_tui.model.coverage import COMPLETE, Progress, Reason
from vpce_tui.model.decoding import to_members, to_record
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import NOT_SENT, Record, Scope
from vpce_tui.resources import EVERY
from vpce_tui.resources.address import Address
from vpce_tui.resources.hosted_zone import ResourceRecordSet
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.snapshot.parquet import ParquetWriter, read_folder, writer
from vpce_tui.snapshot.parquet.columns import pyarrow, schema
from vpce_tui.snapshot.parquet.layout import PARTITION_COLUMNS, SIDE_COLUMNS, table_name

pa = pyarrow()
parquet = pa.parquet


def written(folder: Path, events: Iterable[CollectEvent], **options: str) -> Path:
    with ParquetWriter(folder, created="2026-01-02T03:04:05Z", version="0.1.0", **options) as target:
        for event in events:
            target.write(event)
    return folder


def part(folder: Path, table: str, scope: Scope = IRELAND, number: int = 0) -> Path:
    return folder / table / f"account_id={scope.account_id}" / f"region={scope.region}" / f"part-{number}.parquet"


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("parquet") / "demo", demo_events())


class TestRoundTrip:
    def test_the_demo_world_comes_back_equal_with_what_was_not_read(self, demo_folder: Path) -> None:
        assert contents(snapshot.load(demo_folder)) == contents(topology_of(demo_events()))

    def test_notes_names_and_unknown_members_come_back(self, tmp_path: Path) -> None:
        events = list(read_folder(written(tmp_path / "a", world())))

        assert contents(topology_of(events)) == contents(topology_of(world()))
        assert [event for event in events if isinstance(event, Noted)] == [
            event for event in world() if isinstance(event, Noted)
        ]

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.lists(records(), max_size=6), st.booleans())
    def test_random_records_of_every_type_come_back_to_the_last_member(
        self, tmp_path_factory: pytest.TempPathFactory, found: list[Record], finished: bool
    ) -> None:
        types = dict.fromkeys(map(type, found))
        events: list[CollectEvent] = [ScopeOpened(IRELAND, profile="p")]
        events += [ReadStarted(record_type, IRELAND) for record_type in types]
        events += [PageRead(type(record), IRELAND, (record,)) for record in found]
        events += [ReadEnded(record_type, IRELAND, COMPLETE) for record_type in types if finished]
        folder = written(tmp_path_factory.mktemp("random") / "a", events)
        again, topology = snapshot.load(folder), topology_of(events)

        assert {place: list(table.records.items()) for place, table in again.tables.items()} == {
            place: list(topology.table(*place).records.items()) for place in again.tables
        }
        assert set(again.tables) == {(record_type, IRELAND) for record_type in types}
        for record in (record for table in again.tables.values() for record in table.records.values()):
            assert to_members(record) == to_members(topology.table(type(record), IRELAND).records[record.record_id])
        assert all(coverage.complete is finished for coverage in again.coverages.values())

    def test_a_list_that_was_sent_empty_is_told_from_one_that_was_not_sent(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", listed([subnet(1, Tags=[]), subnet(2)]))
        first, second = snapshot.load(folder).records(Subnet)

        assert first.tags is not NOT_SENT
        assert second.tags is NOT_SENT

    def test_numbers_that_no_column_holds_are_kept_as_they_were_sent(self, tmp_path: Path) -> None:
        huge = subnet(1, AvailableIpAddressCount=2**63 + 7, MapPublicIpOnLaunch=True)
        folder = written(tmp_path / "a", listed([huge, subnet(2, AvailableIpAddressCount=5)]))
        rows = parquet.read_table(part(folder, "subnets"), partitioning=None).to_pylist()

        assert list(snapshot.load(folder).records(Subnet)) == [huge, subnet(2, AvailableIpAddressCount=5)]
        assert [row["available_ip_address_count"] for row in rows] == [None, 5]
        assert [row["map_public_ip_on_launch"] for row in rows] == [True, None]
        assert str(2**63 + 7) in rows[0]["record_json"]
        assert rows[1]["record_json"] is None

    def test_scopes_that_are_no_names_of_folders_come_back(self, tmp_path: Path) -> None:
        odd = [Scope("a/b", "eu west%1"), Scope("", ".."), Scope("ü=1", "*")]
        events: list[CollectEvent] = [event for at, scope in enumerate(odd) for event in listed([vpc(at)], scope)]
        folder = written(tmp_path / "a", events)

        assert contents(snapshot.load(folder)) == contents(topology_of(events))

    def test_a_record_without_an_id_of_aws_comes_back(self, tmp_path: Path) -> None:
        events = listed([to_record({"PublicIp": "198.51.100.7", "Domain": "standard"}, Address)])

        for place in (written(tmp_path / "a", events), tmp_path / "a.jsonl.gz"):
            if not place.exists():
                snapshot.save(place, events)
            assert contents(snapshot.load(place)) == contents(topology_of(events))

    def test_how_the_reading_of_a_policy_went_comes_back(self, tmp_path: Path) -> None:
        policies = [ResourcePolicy(resource_arn="arn:1", reading=FORBIDDEN), ResourcePolicy(resource_arn="arn:2")]
        events = listed(policies)

        assert contents(snapshot.load(written(tmp_path / "a", events))) == contents(topology_of(events))

    def test_a_list_that_is_read_again_forgets_what_has_vanished(self, tmp_path: Path) -> None:
        events = [*listed([vpc(1), vpc(2)]), *listed([vpc(2), vpc(3)])]
        folder = written(tmp_path / "a", events)

        assert contents(snapshot.load(folder)) == contents(topology_of(events))
        assert snapshot.verify(folder).intact

    def test_a_reading_that_failed_keeps_what_the_one_before_saw(self, tmp_path: Path) -> None:
        events = [*listed([vpc(1), vpc(2)]), *listed([vpc(3)], coverage=FORBIDDEN)]
        folder = written(tmp_path / "a", events)

        assert contents(snapshot.load(folder)) == contents(topology_of(events))

    def test_answers_about_one_record_make_one_row(self, tmp_path: Path) -> None:
        parts = [
            to_record({"VpcId": "vpc-1", "EnableDnsSupport": {"Value": True}}, VpcAttribute),
            to_record({"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": False}}, VpcAttribute),
        ]
        folder = written(tmp_path / "a", listed(parts))

        assert parquet.read_table(part(folder, "vpc_attributes"), partitioning=None).num_rows == 1
        assert contents(snapshot.load(folder)) == contents(topology_of(listed(parts)))

    def test_a_very_long_list_is_written_in_parts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(writer, "PART_RECORDS", 10)
        pages = [PageRead(Vpc, IRELAND, tuple(vpc(at) for at in range(start, start + 7))) for start in (0, 7, 14)]
        events: list[CollectEvent] = [ReadStarted(Vpc, IRELAND), *pages, ReadEnded(Vpc, IRELAND, COMPLETE)]
        folder = written(tmp_path / "a", events)

        assert len(list(part(folder, "vpcs").parent.iterdir())) == 2
        assert contents(snapshot.load(folder)) == contents(topology_of(events))

    def test_texts_that_many_records_have_in_common_are_kept_once(self, tmp_path: Path) -> None:
        events = listed([subnet(at) for at in range(300)])
        snapshot.save(tmp_path / "a.jsonl.gz", events)

        for place in (written(tmp_path / "a", events), tmp_path / "a.jsonl.gz"):
            assert len({id(found.vpc_id) for found in snapshot.load(place).records(Subnet)}) == 1, place

    def test_only_the_types_that_are_asked_for_are_read(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())
        part(folder, "subnets").unlink()
        topology = topology_of(read_folder(folder, types=[Vpc]))

        assert topology.count(Vpc) == 4
        assert {record_type for record_type, _ in topology.coverages} == {Vpc}


class TestLayout:
    def test_a_list_lies_in_the_folder_of_its_account_and_region(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())

        assert parquet.read_table(part(folder, "vpcs"), partitioning=None)["cidr_block"].to_pylist() == [
            "10.1.0.0/16",
            "10.2.0.0/16",
            "10.3.0.0/16",
        ]
        assert part(folder, "vpcs", VIRGINIA).is_file()
        assert not part(folder, "subnets", VIRGINIA).exists()

    def test_every_type_has_a_table_even_without_records(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())

        for resource in EVERY:
            assert list((folder / table_name(resource.record)).rglob("part-0.parquet")), resource.name

    def test_no_column_is_called_like_a_partition(self) -> None:
        for resource in EVERY:
            assert not {*schema(resource.record).names} & {*PARTITION_COLUMNS}, resource.name
        assert "record_region" in schema(ResourceRecordSet).names

    def test_no_type_is_called_like_a_table_beside_the_records(self) -> None:
        assert not {table_name(resource.record) for resource in EVERY} & {*SIDE_COLUMNS}

    def test_names_differ_by_more_than_their_case(self) -> None:
        for resource in EVERY:
            names = [name.lower() for name in schema(resource.record).names]
            assert names == schema(resource.record).names
            assert len(set(names)) == len(names)

    def test_it_is_readable_by_its_owner_alone_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())

        assert os.listdir(tmp_path) == ["a"]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for path in folder.rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


REFUSED: list[tuple[str, str, str]] = [
    ("a folder with something else in it", "notes.txt", "not empty"),
    ("a snapshot with something besides", "a/vpcs/notes.txt", "notes.txt"),
    ("a file", "a", "it is a file"),
]


class TestPlacing:
    def test_an_older_snapshot_is_replaced_as_a_whole(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())
        with ParquetWriter(folder) as target:
            for event in listed([vpc(7)], VIRGINIA):
                target.write(event)
            assert part(folder, "vpcs").is_file(), "the older one stays until the new one is whole"

        assert [found.vpc_id for found in snapshot.load(folder).records(Vpc)] == ["vpc-0007"]
        assert os.listdir(tmp_path) == ["a"]

    def test_an_empty_folder_is_taken(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()

        assert snapshot.load(written(tmp_path / "a", world())).count(Vpc) == 4

    @pytest.mark.parametrize(("says", "place", "told"), REFUSED, ids=[case[0] for case in REFUSED])
    def test_what_is_not_ours_is_not_touched(self, says: str, place: str, told: str, tmp_path: Path) -> None:
        target = tmp_path / "a" if place.startswith("a") else tmp_path
        if place.startswith("a/"):
            written(target, world())
        (tmp_path / place).write_text("precious")

        with pytest.raises(UsageError, match=told):
            written(target, world())
        assert (tmp_path / place).read_text() == "precious", says

    def test_a_missing_folder_around_it_and_stdout_are_matters_of_usage(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there is no folder"):
            written(tmp_path / "no" / "a", world())
        with pytest.raises(UsageError, match="cannot go to stdout"):
            written("-", world())  # type: ignore[arg-type]  # as the command line gives it

    def test_an_error_leaves_nothing_behind(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())

        def broken() -> Iterator[CollectEvent]:
            yield from listed([vpc(9)])
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            written(folder, broken())
        assert os.listdir(tmp_path) == ["a"]
        assert contents(snapshot.load(folder)) == contents(topology_of(world()))

    def test_a_cancelled_writing_can_be_kept_and_says_what_was_cancelled(self, tmp_path: Path) -> None:
        with suppress(KeyboardInterrupt), ParquetWriter(tmp_path / "a") as target:
            for event in [*listed([vpc(1)]), ReadStarted(Subnet, IRELAND), PageRead(Subnet, IRELAND, (subnet(1),))]:
                target.write(event)
            target.keep_partial()
            raise KeyboardInterrupt
        topology = snapshot.load(tmp_path / "a")

        assert topology.coverage(Vpc, IRELAND).complete
        assert topology.coverage(Subnet, IRELAND).reason is Reason.CANCELLED
        assert topology.count(Subnet) == 1
        assert snapshot.verify(tmp_path / "a").intact


FOREIGN: list[tuple[str, dict[str, list[object]], str | None]] = [
    ("a file of something else", {"x": [1]}, "no column `vpc_id`"),
    ("an id that is a number", {"vpc_id": [1]}, None),
    ("an id that is nothing", {"vpc_id": [None]}, "row without its `vpc_id`"),
    ("tags that are a text", {"vpc_id": ["vpc-1"], "tags": ["a"]}, "`tags` is string, not a list"),
    ("tags that are texts", {"vpc_id": ["vpc-1"], "tags": [["a"]]}, "not a structure"),
    ("a list with a hole", {"vpc_id": ["vpc-1"], "tags": [[None, {"key": "a"}]]}, "nothing in one of its places"),
    ("a state that is a list", {"vpc_id": ["vpc-1"], "state": [["a"]]}, "`state` is list"),
    ("a record that is no JSON", {"vpc_id": ["vpc-1"], "record_json": ["{"]}, "`record_json` is no record"),
]


class TestDamage:
    def test_a_damaged_file_is_named(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())
        for damage in (b"", b"PAR1", b"no Parquet at all", part(folder, "vpcs").read_bytes()[:-9]):
            part(folder, "vpcs").write_bytes(damage)
            with pytest.raises(MalformedInputError, match=r"vpcs/.*part-0.parquet` is damaged or no Parquet file"):
                snapshot.load(folder)

    def test_a_changed_byte_is_noticed(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", listed([vpc(at) for at in range(200)]))
        path = part(folder, "vpcs")
        data = bytearray(path.read_bytes())
        column = parquet.read_metadata(path).row_group(0).column(schema(Vpc).names.index("vpc_id"))
        data[column.dictionary_page_offset + 60] ^= 0xFF
        path.write_bytes(data)

        with pytest.raises(MalformedInputError, match=r"part-0.parquet` is damaged"):
            snapshot.load(folder)

    @pytest.mark.parametrize(("says", "columns", "told"), FOREIGN, ids=[case[0] for case in FOREIGN])
    def test_a_file_of_something_else_is_named(
        self, says: str, columns: dict[str, list[object]], told: str | None, tmp_path: Path
    ) -> None:
        folder = written(tmp_path / "a", listed([vpc(1)]))
        parquet.write_table(pa.table(columns), part(folder, "vpcs"))

        if told is None:
            assert [found.vpc_id for found in snapshot.load(folder).records(Vpc)] == ["1"], says
            return
        with pytest.raises(MalformedInputError, match=told) as error:
            snapshot.load(folder)
        assert "part-0.parquet" in str(error.value)

    def test_a_file_that_another_engine_wrote_again_is_read(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", listed([vpc(1, Tags=[{"Key": "Name", "Value": "a"}])]))
        table = parquet.read_table(part(folder, "vpcs"), partitioning=None)
        wide = [
            pa.field(field.name, pa.large_string()) if field.type == pa.string() else field for field in table.schema
        ]
        again = table.cast(pa.schema(wide)).drop_columns(["record_json", "state"])
        parquet.write_table(again, part(folder, "vpcs"))

        assert list(snapshot.load(folder).records(Vpc)) == [vpc(1, Tags=[{"Key": "Name", "Value": "a"}])]

    def test_a_file_that_is_missing_makes_its_list_incomplete(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())
        part(folder, "vpcs").unlink()
        topology = snapshot.load(folder)

        assert topology.coverage(Vpc, IRELAND).progress is Progress.FAILED
        assert "part-0.parquet` is missing" in topology.coverage(Vpc, IRELAND).message
        assert topology.coverage(Vpc, VIRGINIA).complete
        assert not snapshot.verify(folder).intact

    def test_a_row_that_is_missing_makes_its_list_incomplete(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", listed([vpc(1), vpc(2)]))
        path = part(folder, "vpcs")
        parquet.write_table(parquet.read_table(path, partitioning=None).slice(1), path)

        assert "2 records were written, 1 could be read" in snapshot.load(folder).coverage(Vpc, IRELAND).message

    def test_a_folder_of_a_later_version_is_refused_with_a_clear_word(self, tmp_path: Path) -> None:
        folder = written(tmp_path / "a", world())
        (folder / "_snapshot.json").write_text('{"format": "vpce-tui/parquet/2"}')

        with pytest.raises(NewerFormatError, match=r"parquet/2 by a later version(?s:.*)upgrade"):
            snapshot.load(folder)

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "vpce-tui/snapshot/1"}', '{"format": 7}', "[" * 9999])
    def test_a_header_that_is_none_is_named(self, tmp_path: Path, text: str) -> None:
        folder = written(tmp_path / "a", world())
        (folder / "_snapshot.json").write_text(text)

        with pytest.raises(MalformedInputError, match=r"_snapshot.json` is not the header"):
            snapshot.load(folder)

    def test_without_pyarrow_the_extra_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = written(tmp_path / "a", world())
        pyarrow.cache_clear()
        monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
        for use in (lambda: snapshot.load(folder), lambda: ParquetWriter(tmp_path / "b")):
            with pytest.raises(UnreadableError, match=r"not installed(?s:.*)vpce-tui\[parquet\]"):
                use()
        pyarrow.cache_clear()
