"""Can one try requests on a policy, edit a copy and keep questions, by keyboard alone, at both sizes?"""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static, TextArea

from tests.tui.driver import Driver, GivenSource, exploring
from vpce_tui.demo.build import DEMO_SCOPE, Builder
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.policy_store import load_recent, save_recent, state_file
from vpce_tui.tui.screens import policy_core
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.screens.policy import PolicyScreen
from vpce_tui.tui.screens.policy_core import PANES
from vpce_tui.tui.screens.policy_diff import PolicyDiffScreen
from vpce_tui.tui.screens.policy_texts import PolicyTextsScreen
from vpce_tui.tui.widgets.path_toggle import PathToggle
from vpce_tui.tui.widgets.policy_view import PolicyView
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.request_form import RequestForm
from vpce_tui.tui.widgets.wrapped_lines import WrappedLines
from vpce_tui.view.policy_panel import panel as answer
from vpce_tui.view.policy_request import Ask
from vpce_tui.view.text import plain

SIZES = [(80, 24), (160, 48)]
ORG = "o-a1b2c3d4e5"


def statement(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"} | members


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


READ_ONLY = policy(
    statement(Sid="Read", Action="s3:GetObject"),
    statement("Deny", Sid="NotThese", Action="s3:GetObject", Resource="arn:aws:s3:::secret/*"),
)


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


class Panel:
    """The panel in a person's words."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    @property
    def screen(self) -> PolicyScreen:
        return next(screen for screen in self.driver.app.screen_stack if isinstance(screen, PolicyScreen))

    @property
    def top(self) -> object:
        return self.driver.app.screen

    @property
    def verdict(self) -> str:
        return str(self.screen.query_one("#verdict", Static).render())

    @property
    def paths(self) -> str:
        return str(self.screen.query_one(PathToggle).render())

    @property
    def document(self) -> list[str]:
        return [plain(line.made()) for line in self.screen.query_one(PolicyView).lines]

    def drawn(self, widget: str) -> list[str]:
        rows = self.screen.query_one(widget, PolicyView)
        return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]

    @property
    def answer(self) -> str:
        return "\n".join(plain(line.cells) for line in self.screen.query_one("#answer", WrappedLines).whole_lines)

    @property
    def beside(self) -> str:
        return "\n".join(plain(line.cells) for line in self.screen.query_one("#beside", WrappedLines).whole_lines)

    @property
    def keys(self) -> list[str]:
        return [plain(line.made()) for line in self.screen.query_one(RequestForm).keys.lines]

    def field(self, name: str) -> str:
        return self.screen.query_one(RequestForm).field(name).value

    def said(self, widget: str) -> str:
        return str(self.screen.query_one(widget, Static).render())

    def panes(self) -> list[str]:
        ids = {"document": "#document-pane", "answer": "#answer", "request": "#request"}
        return [pane for pane in PANES if self.screen.query_one(ids[pane]).region.area]

    async def press(self, *keys: str) -> None:
        await self.driver.press(*keys)

    async def fill(self, name: str, text: str) -> None:
        """Go to a field and put a text into it, as pasting does."""
        field = self.screen.query_one(RequestForm).field(name)
        field.focus()
        field.value = text
        field.cursor_position = len(text)
        await self.driver.settle()

    async def answer_prompt(self, text: str) -> None:
        self.screen.query_one(Prompt).value = text
        await self.press("enter")


@asynccontextmanager
async def trying(document: str | None, size: tuple[int, int] = (160, 48), **members: Any) -> AsyncIterator[Panel]:
    """Open the panel on a gateway endpoint with this policy."""
    build = Builder()
    vpc = build.vpc(name="app")
    build.subnet(vpc=vpc)
    endpoint = build.gateway_endpoint(
        "s3", vpc=vpc, tables=(build.main_table(vpc),), policy=document or "{}", **members
    )
    build.interface_endpoint("ssm", policy=policy(statement()))
    async with exploring(GivenSource(build.events()), size) as driver:
        await driver.go_to(VpcEndpoint, endpoint.vpc_endpoint_id, DEMO_SCOPE)
        await driver.press("P")
        yield Panel(driver)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
async def test_the_decision_stands_at_the_top_of_every_pane(size: tuple[int, int]) -> None:
    async with trying(READ_ONLY, size) as panel:
        seen = []
        for _ in PANES:
            assert panel.verdict == "✓ ALLOWED if the identity policies do"
            assert "[endpoint]✓" in panel.paths
            seen.append(panel.panes())
            await panel.press("tab")
        assert seen == ([[pane] for pane in PANES] if size == (80, 24) else [list(PANES)] * 3)


async def test_on_a_narrow_screen_the_question_stands_below_the_decision() -> None:
    async with trying(READ_ONLY, (80, 24)) as panel:
        asked = panel.screen.query_one("#asked", Static)
        assert asked.display
        assert str(asked.render()).startswith("s3:GetObject by assumed-role/app/session on arn:aws:s3:::")
        await panel.press("3")
        await panel.fill("action", "s3:PutObject")
        assert str(asked.render()).startswith("s3:PutObject by ")


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
async def test_everything_follows_what_is_typed(size: tuple[int, int]) -> None:
    async with trying(READ_ONLY, size) as panel:
        await panel.press("3")
        await panel.fill("resource", "arn:aws:s3:::secret/x")
        assert panel.verdict == "✗ DENIED by a statement of the endpoint policy"
        assert any(line.startswith("✗") and " 2 " in line and "denies this request" in line for line in panel.document)
        assert "denied by NotThese" in panel.answer
        await panel.fill("action", "s3:PutObject")
        assert panel.verdict == "✗ DENIED: nothing in the endpoint policy allows it"
        assert any(line.startswith("≈") and "s3:PutObject is not covered by" in line for line in panel.document)


async def test_the_marks_are_drawn_anew_when_the_request_changes() -> None:
    async with trying(READ_ONLY) as panel:
        assert any("✓" in row for row in panel.drawn("#document"))
        await panel.fill("action", "s3:PutObject")
        rows = panel.drawn("#document")
        assert not any("✓" in row for row in rows)
        assert any("≈" in row for row in rows)


async def test_a_wrong_action_is_answered_with_the_nearest_and_a_begun_one_completed() -> None:
    async with trying(READ_ONLY) as panel:
        await panel.fill("action", "s3:GetObjekt")
        assert "s3:GetObject" in panel.said("#offered")
        await panel.fill("action", "s3:getobjectacl")
        assert panel.said("#offered") == ""
        await panel.fill("action", "s3:GetObjectTagg")
        await panel.press("right")
        assert panel.field("action") == "s3:GetObjectTagging"
        await panel.fill("resource", "")
        await panel.press("ctrl+n")
        assert panel.field("resource").startswith("arn:aws:s3:::BucketName")


async def test_the_path_is_toggled_also_while_one_types_and_shows_its_own_decision() -> None:
    async with trying(policy(statement("Deny"))) as panel:
        assert panel.verdict.startswith("✗ DENIED")
        await panel.press("t")
        assert "[internet]✓" in panel.paths
        assert panel.verdict.startswith("✓ ALLOWED")
        assert "does not pass the endpoint" in panel.answer
        await panel.press("3", "ctrl+t")
        assert "[forwarded]" in panel.paths
        assert any("aws:CalledVia " in line and "cloudformation" in line for line in panel.keys)


async def test_a_context_key_is_set_taken_away_and_derived_again() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": ORG}}
    async with trying(policy(statement(Condition=condition))) as panel:
        assert panel.verdict.startswith("? DENIED")
        assert "aws:PrincipalOrgID" in panel.verdict
        await panel.press("3", "escape")
        assert "not known" in panel.keys[0]
        await panel.press("enter")
        assert panel.screen.query_one(Prompt).value == ORG
        await panel.press("enter")
        assert panel.verdict.startswith("✓ ALLOWED")
        assert "edited" in panel.keys[0]
        await panel.press("x")
        assert panel.verdict.startswith("✗ DENIED")
        await panel.press("u")
        assert panel.verdict.startswith("? DENIED")
        await panel.press("a")
        await panel.answer_prompt("aws:principalorgid=o-other")
        assert panel.verdict.startswith("✗ DENIED")


async def test_findings_are_told_on_demand() -> None:
    condition = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    async with trying(policy(statement(Condition=condition))) as panel:
        view = panel.screen.query_one(PolicyView)
        [line] = [at for at, text in enumerate(panel.document, 1) if "▲" in text and "aws:SourceIp" in text]
        view.move_cursor(f"{line}")
        await panel.driver.settle()
        assert "fix:" in panel.said("#told")


async def test_statements_fold() -> None:
    async with trying(READ_ONLY) as panel:
        before = [row for row in panel.drawn("#document") if row]
        panel.screen.query_one(PolicyView).move_cursor("4")
        await panel.press("z")
        assert len([row for row in panel.drawn("#document") if row]) < len(before)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
async def test_an_edited_copy_is_checked_live_and_tells_what_it_changes(size: tuple[int, int]) -> None:
    async with trying(READ_ONLY, size) as panel:
        await panel.press("E")
        editor = panel.screen.query_one("#editor", TextArea)
        assert editor.text == READ_ONLY
        assert "decided as before" in panel.beside
        editor.text = READ_ONLY.replace("Allow", "Deny")
        await panel.driver.settle()
        assert panel.verdict.startswith("✗ DENIED")
        assert "1 of 1 recent request decided otherwise" in panel.beside
        assert "✓ → ✗" in panel.beside
        editor.text = READ_ONLY[:-4]
        await panel.driver.settle()
        assert panel.verdict.startswith("? UNKNOWN")
        assert "line 18 column" in panel.beside
        editor.text = policy(statement(Sid="New"))
        await panel.driver.settle()
        await panel.press("escape")
        assert any('"New"' in line for line in panel.document)
        assert "edited copy" in str(panel.screen.query_one("#document-pane").border_title)
        await panel.press("U")
        assert any('"NotThese"' in line for line in panel.document)


async def test_what_is_typed_last_stays_when_the_editor_is_left_at_once() -> None:
    async with trying(READ_ONLY) as panel:
        await panel.press("E")
        panel.screen.query_one("#editor", TextArea).text = policy(statement(Sid="Quick"))
        await panel.driver.pilot.press("escape")
        await panel.driver.settle()
        assert any('"Quick"' in line for line in panel.document)


async def test_names_of_context_keys_are_completed() -> None:
    async with trying(READ_ONLY) as panel:
        await panel.press("a")
        await panel.driver.write("aws:principalorgi")
        await panel.press("right")
        assert panel.screen.query_one(Prompt).value == "aws:principalorgiD="
        await panel.press("tab", "escape")
        assert not panel.screen.query_one(Prompt).display


async def test_nothing_changed_in_the_editor_is_no_copy() -> None:
    async with trying(READ_ONLY) as panel:
        await panel.press("E", "escape")
        assert "edited copy" not in str(panel.screen.query_one("#document-pane").border_title)
        await panel.press("U")
        assert "there is no edited copy" in panel.driver.notices()[-1]


async def test_policies_are_compared_with_the_default_and_other_endpoints() -> None:
    async with trying(READ_ONLY) as panel:
        await panel.press("D")
        assert isinstance(panel.top, PolicyDiffScreen)
        shown = panel.top.query_one(WrappedLines)
        assert "against AWS's default" in plain(shown.whole_lines[0].cells)
        await panel.press("tab")
        assert "ssm" in plain(shown.whole_lines[0].cells)
        await panel.press("slash", *"default", "enter")
        assert "against AWS's default" in plain(shown.whole_lines[0].cells)
        await panel.press("escape")
        assert panel.verdict == str(panel.driver.app.screen.query_one("#verdict", Static).render())


async def test_identity_policies_are_pasted_and_count() -> None:
    async with trying(READ_ONLY) as panel:
        await panel.press("w")
        assert isinstance(panel.top, PolicyTextsScreen)
        area = panel.top.query_one(TextArea)
        area.text = '{"Statement": ['
        await panel.press("ctrl+s")
        assert isinstance(panel.top, PolicyTextsScreen)
        area.text = json.dumps(
            {"PolicyDocument": {"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}}
        )
        await panel.press("ctrl+s")
        assert panel.verdict == "✗ DENIED by a statement of the identity policies"


async def test_other_policies_are_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "bucket.json"
    path.write_text(json.dumps({"Policy": policy(statement("Deny"))}))
    async with trying(READ_ONLY) as panel:
        await panel.press("w", "tab", "ctrl+o")
        assert isinstance(panel.top, PolicyTextsScreen)
        panel.top.query_one(Prompt).value = str(path)
        await panel.press("enter")
        await panel.press("ctrl+s")
        assert panel.verdict == "✗ DENIED by a statement of the resource policy"


async def test_a_request_is_saved_as_a_case_and_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    async with trying(READ_ONLY) as panel:
        await panel.fill("resource", "arn:aws:s3:::secret/x")
        await panel.press("ctrl+s")
        await panel.answer_prompt(str(path))
        assert f"saved {path}" in panel.driver.notices()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        case = json.loads(path.read_text())
        assert case["request"]["resource"]["arn"] == "arn:aws:s3:::secret/x"
        assert case["endpointType"] == "gateway"
        await panel.fill("resource", "arn:aws:s3:::open/x")
        assert panel.verdict.startswith("✓")
        await panel.press("escape", "L")
        await panel.answer_prompt(str(path))
        assert panel.field("resource") == "arn:aws:s3:::secret/x"
        assert panel.verdict.startswith("✗ DENIED by a statement")


DAMAGED = [("not JSON", "{"), ("another shape", '{"request": {}}'), ("not UTF-8", "\udcff")]


@pytest.mark.parametrize(("says", "text"), DAMAGED, ids=[case[0] for case in DAMAGED])
async def test_a_file_that_is_no_case_is_told_and_changes_no_request(says: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    async with trying(READ_ONLY) as panel:
        before = panel.field("resource")
        await panel.press("L")
        await panel.answer_prompt(str(path))
        assert panel.driver.notices()
        assert panel.field("resource") == before


async def test_recent_requests_are_kept_for_their_owner_only_and_come_back() -> None:
    async with trying(READ_ONLY) as panel:
        await panel.fill("action", "s3:PutObject")
        await panel.press("enter", "escape", "left_square_bracket")
        assert isinstance(panel.top, ExplorerScreen)
    assert stat.S_IMODE(state_file().stat().st_mode) == 0o600
    [recent] = load_recent(state_file())[0][:1]
    assert recent[1].action == "s3:PutObject"
    async with trying(READ_ONLY) as panel:
        assert panel.field("action") == "s3:PutObject"
        await panel.fill("action", "s3:GetObject")
        await panel.press("enter", "ctrl+r")
        await panel.driver.write("Put")
        await panel.press("enter")
        assert panel.field("action") == "s3:PutObject"


def test_damaged_recent_requests_are_put_aside_and_whole_ones_kept(tmp_path: Path) -> None:
    path = tmp_path / "state" / "requests.json"
    whole = ("vpce-1", Ask(action="s3:GetObject"))
    save_recent(path, [whole])
    assert load_recent(path) == ([whole], "")
    value = json.loads(path.read_text())
    value["requests"].append({"path": 5})
    path.write_text(json.dumps(value))
    found, trouble = load_recent(path)
    assert found == [whole]
    assert "1 of the recent requests" in trouble
    for damage in ("{", "[]", "[" * 5000, "\x00"):
        path.write_text(damage)
        assert load_recent(path)[0] == []
        assert "damaged" in load_recent(path)[1]
    save_recent(path, [whole])
    assert path.with_suffix(".damaged.json").exists()
    assert load_recent(path) == ([whole], "")


@pytest.mark.parametrize("text", ['{"Statement": [', "\x1b[31mred", "[" * 500])
async def test_a_broken_policy_is_shown_with_its_place_and_without_its_control_characters(text: str) -> None:
    async with trying(text) as panel:
        assert panel.verdict.startswith("? UNKNOWN")
        assert "cannot be read: line 1 column" in panel.verdict
        assert not any("\x1b" in row for row in panel.drawn("#document"))
        await panel.press("E")
        assert "\x1b" not in panel.screen.query_one("#editor", TextArea).text
        assert "line 1 column" in panel.beside


async def test_an_empty_policy_is_told() -> None:
    async with trying("{}") as panel:
        assert panel.verdict == "✗ DENIED: nothing in the endpoint policy allows it"


async def test_a_service_that_takes_no_policies_is_told() -> None:
    build = Builder()
    subnet = build.subnet()
    build.service_detail("ssm", vpc_endpoint_policy_supported=False)
    endpoint = build.interface_endpoint("ssm", subnets=(subnet,), policy=policy(statement("Deny")))
    async with exploring(GivenSource(build.events())) as driver:
        await driver.go_to(VpcEndpoint, endpoint.vpc_endpoint_id, DEMO_SCOPE)
        await driver.press("P")
        panel = Panel(driver)
        assert panel.verdict.startswith("✓ ALLOWED")
        assert "not supported by this service: everything passes" in panel.answer


async def test_an_interface_opens_the_endpoints_that_serve_it() -> None:
    build = Builder()
    vpc = build.vpc(name="app")
    _, interface = build.instance(subnet=build.subnet(vpc=vpc))
    build.gateway_endpoint("s3", vpc=vpc, tables=(build.main_table(vpc),), policy=READ_ONLY)
    build.gateway_endpoint("dynamodb", vpc=vpc, tables=(build.main_table(vpc),), policy=policy(statement("Deny")))
    async with exploring(GivenSource(build.events())) as driver:
        await driver.go_to(NetworkInterface, interface.network_interface_id, DEMO_SCOPE)
        await driver.press("P")
        panel = Panel(driver)
        assert panel.field("source") == interface.private_ip_address
        assert panel.field("action").startswith("dynamodb:")
        await panel.press("o")
        assert panel.field("action") == "s3:GetObject"
        assert "2/2 s3" in str(panel.screen.query_one("#document-pane").border_title)


async def test_what_has_no_policy_says_so() -> None:
    build = Builder()
    build.subnet(vpc=build.vpc(name="app"))
    async with exploring(GivenSource(build.events())) as driver:
        await driver.press("down", "P")
        assert isinstance(driver.app.screen, ExplorerScreen)
        assert "only endpoints and network interfaces" in driver.notices()[-1]


async def test_with_very_many_statements_keys_do_not_wait_for_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    document = policy(*(statement(Sid=f"S{n}", Resource=f"arn:aws:s3:::bucket-{n}/*") for n in range(2_000)))
    async with trying(document) as panel:
        assert "2,000 statements" in str(panel.screen.query_one("#document-pane").border_subtitle)
        await panel.press("3")
        threads, may_end = set[threading.Thread](), threading.Event()

        def held(*given: Any) -> Any:
            threads.add(threading.current_thread())
            if threading.main_thread() not in threads:
                may_end.wait()
            return answer(*given)

        monkeypatch.setattr(policy_core, "panel", held)
        try:
            await panel.driver.pilot.press("x")
            # The key is answered before the evaluation has ended: it runs in a thread.
            assert panel.field("action").endswith("x")
        finally:
            may_end.set()
        await panel.driver.settle()
        assert threads
        assert threading.main_thread() not in threads
        await panel.fill("resource", "arn:aws:s3:::bucket-1999/x")
        await panel.fill("action", "s3:GetObject")
        assert panel.verdict.startswith("✓ ALLOWED")
