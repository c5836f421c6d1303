"""Which rows and columns does a filter of the matrix keep?"""

from __future__ import annotations

import pytest

from tests.view.test_matrix import Network, rows_of
from vpce_tui.view.matrix_filter import MatrixFilter
from vpce_tui.view.names import Names

SERVICES = ("s3", "ssm", "sts")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", SERVICES),
        ("s3", ("s3",)),
        ("ssm S3", ("s3", "ssm")),
        ("!s3", ("ssm", "sts")),
        ("open", SERVICES),
        ("!", SERVICES),
        ("way:nat sts", ("sts",)),
    ],
)
def test_names_of_services_keep_their_columns(text: str, kept: tuple[str, ...]) -> None:
    assert MatrixFilter.parse(text, SERVICES).services == kept


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["closed", "empty", "open", "public"]),
        ("open", ["open"]),
        ("!open", ["closed", "empty", "public"]),
        ("app open", ["open"]),
        ("app nowhere", []),
        ("s3 way:gw", ["open"]),
        ("s3 !way:gw closed", ["closed"]),
        ("s3 way:none", ["closed"]),
        ("sts way:nat", ["open"]),
        ("s3 way:nat", []),
    ],
)
def test_words_and_ways_keep_rows(text: str, names: list[str]) -> None:
    network = Network()
    topology = network.build.topology()
    rows = rows_of(topology, SERVICES)
    found = MatrixFilter.parse(text, SERVICES).rows(rows, Names(topology))
    assert sorted(row.name for row in found) == names


def test_a_kept_row_has_the_kept_columns_alone() -> None:
    network = Network()
    topology = network.build.topology()
    [row] = MatrixFilter.parse("s3 open", SERVICES).rows(rows_of(topology, SERVICES), Names(topology))
    assert [cell.service for cell in row.cells] == ["s3"]
