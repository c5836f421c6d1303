"""Which accounts and Regions do words mean, and which profiles and files are offered while one types?"""

from __future__ import annotations

from pathlib import Path

import pytest

from vpce_tui.model.events import ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.tui.explorer.completing import files_like, profile_names
from vpce_tui.tui.explorer.scoping import scope_words, scopes_meant

PROD_EU = Scope("111122223333", "eu-west-1")
PROD_US = Scope("111122223333", "us-east-1")
DATA_EU = Scope("444455556666", "eu-west-1")


@pytest.fixture
def topology() -> Topology:
    inventory = Inventory()
    inventory.apply(ScopeOpened(PROD_EU, profile="p1", account_name="Prod"))
    inventory.apply(ScopeOpened(PROD_US, profile="p1", account_name="Prod"))
    inventory.apply(ScopeOpened(DATA_EU, profile="p2", account_name="data lake"))
    return inventory.topology()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["eu-west-1"], {PROD_EU, DATA_EU}),
        (["EU-*"], {PROD_EU, DATA_EU}),
        (["prod"], {PROD_EU, PROD_US}),
        (["p2"], {DATA_EU}),
        (["444455556666"], {DATA_EU}),
        (["data*"], {DATA_EU}),
        (["111122223333/us-east-1"], {PROD_US}),
        (["prod", "eu-west-1"], {PROD_EU}),
        (["prod", "p2", "us-east-1", "eu-west-1"], {PROD_EU, PROD_US, DATA_EU}),
    ],
)
def test_words_mean_accounts_and_regions_and_hold_together(
    topology: Topology, words: list[str], wanted: set[Scope]
) -> None:
    assert scopes_meant(words, topology) == (frozenset(wanted), [])


def test_words_that_mean_none_are_told(topology: Topology) -> None:
    assert scopes_meant(["prod", "nobody"], topology)[1] == ["nobody"]


def test_chosen_scopes_are_told_in_a_few_words(topology: Topology) -> None:
    assert scope_words(frozenset({PROD_EU}), topology) == "Prod eu-west-1"
    assert scope_words(frozenset({PROD_EU, PROD_US, DATA_EU}), topology) == "3 of 3 scopes"


def test_profiles_are_those_of_the_aws_clis_files(tmp_path: Path) -> None:
    (tmp_path / "config").write_text('[default]\n[profile "my prod"]\nregion=x\n[sso-session corp]\n[services s]\n')
    (tmp_path / "credentials").write_text("[old]\naws_access_key_id=x\n[default]\n")
    environment = {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    assert profile_names(environment) == ["default", "my prod", "old"]


def test_a_file_that_is_no_such_file_names_no_profiles(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"\xff\xfe nonsense")
    environment = {"AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path)}
    assert profile_names(environment) == []


def test_files_and_folders_are_offered_by_their_beginning(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("save.md", ".hidden"):
        (tmp_path / name).write_text("")
    offered = [Path(word).name + ("/" if word.endswith("/") else "") for word, _ in files_like(f"{tmp_path}/")]
    assert offered == ["save.md", "sub/"]
    assert [Path(word).name for word, _ in files_like(f"{tmp_path}/.h")] == [".hidden"]
    assert list(files_like(f"{tmp_path}/none/x")) == []
