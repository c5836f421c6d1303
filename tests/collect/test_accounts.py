"""What does a file of accounts say, and what is told where it says nothing of use?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpce_tui.collect.accounts import Account, parse_accounts, read_accounts, require_role_name
from vpce_tui.errors import ExitCode, MalformedInputError, UsageError

TEXT = """
# our accounts
111122223333
222233334444  data platform     # the lake
  333344445555\taudit  role=security/reader
444455556666 team#7
"""


def test_a_line_is_an_account_with_its_name_and_perhaps_a_role_of_its_own() -> None:
    assert parse_accounts(TEXT, "orgs.txt", "reader") == (
        Account("111122223333"),
        Account("222233334444", "data platform"),
        Account("333344445555", "audit", "security/reader"),
        Account("444455556666", "team#7"),
    )


def test_a_role_of_its_own_comes_before_the_one_that_all_have() -> None:
    assert Account("111122223333").role_arn("/audit/reader", "aws") == "arn:aws:iam::111122223333:role/audit/reader"
    assert Account("111122223333", role_name="own").role_arn("all", "aws-cn") == "arn:aws-cn:iam::111122223333:role/own"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prod 111122223333", "`orgs.txt` line 1: `prod` is no account id"),
        ("\n\n11112222333", "line 3: `11112222333` has 11 digits, an account id has twelve"),
        ("1111222233334", "line 1: `1111222233334` has 13 digits"),
        ("１１１１２２２２３３３３", "is no account id"),
        ("111122223333\n# again\n111122223333 twin", "line 3: account 111122223333 stands in line 1 already"),
        ("111122223333 role=arn:aws:iam::1:role/x", "cannot be the name of a role"),
        ("111122223333 role=", "line 1: `` cannot be the name of a role"),
        ("# nothing\n\n", "`orgs.txt` lists no account"),
    ],
)
def test_a_mistake_names_the_file_and_the_line(text: str, says: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        parse_accounts(text, "orgs.txt", "reader")

    assert says in error.value.message
    assert error.value.exit_code is ExitCode.USAGE


def test_digits_that_a_spreadsheet_lost_are_spoken_of() -> None:
    with pytest.raises(MalformedInputError) as error:
        parse_accounts("11122223333", "orgs.txt", "reader")

    assert "spreadsheet" in error.value.help


def test_an_account_without_any_role_is_told() -> None:
    with pytest.raises(MalformedInputError, match="line 2: no role is named for account 222233334444") as error:
        parse_accounts("111122223333 role=own\n222233334444", "orgs.txt")

    assert "--role-name" in error.value.help


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_accounts(str(tmp_path / "gone"))
    (tmp_path / "binary").write_bytes(b"1111\xff\xfe")
    with pytest.raises(MalformedInputError, match="byte 4 is no UTF-8"):
        read_accounts(str(tmp_path / "binary"))


def test_a_mark_of_byte_order_is_no_part_of_the_first_id(tmp_path: Path) -> None:
    (tmp_path / "excel.txt").write_bytes(b"\xef\xbb\xbf111122223333\r\n222233334444\r\n")

    assert [account.account_id for account in read_accounts(str(tmp_path / "excel.txt"), "reader")] == [
        "111122223333",
        "222233334444",
    ]


def test_an_arn_in_the_place_of_a_name_is_told_with_the_name_in_it() -> None:
    with pytest.raises(UsageError) as error:
        require_role_name("arn:aws:iam::111122223333:role/audit/reader")

    assert "--role-name audit/reader" in error.value.help
    with pytest.raises(UsageError, match="cannot be the name of a role"):
        require_role_name("read er")
    require_role_name("audit/reader+all@x")


@given(st.text(max_size=80))
def test_any_text_gives_accounts_or_a_sentence(text: str) -> None:
    accounts: tuple[Account, ...] = ()
    message = "`any`"
    try:
        accounts = parse_accounts(text, "any", "reader")
    except MalformedInputError as error:
        message = error.message

    assert message.startswith("`any`")
    assert all(len(account.account_id) == 12 for account in accounts)
