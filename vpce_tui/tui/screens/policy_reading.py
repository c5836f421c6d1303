"""How do the caller's and the resource's own policies come into the panel? Read from AWS, at a key."""

from __future__ import annotations

from dataclasses import replace

from vpce_tui.model.topology import Topology
from vpce_tui.policy.callers import NOBODY
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.tui.policy_asking import PolicyAsking
from vpce_tui.tui.screens.policy_files import PolicyFiles
from vpce_tui.tui.screens.policy_state import PanelState
from vpce_tui.view.policy_request import caller_of, first_principal
from vpce_tui.view.text import UNICODE_SIGNS, Signs


class PolicyReading(PolicyFiles):
    """The key that reads policies."""

    def __init__(self, state: PanelState, *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__(state, signs=signs)
        self._asking = PolicyAsking(self, self._take_topology)

    def on_mount(self) -> None:
        from vpce_tui.tui.app import VpceApp

        if isinstance(self.app, VpceApp) and not self.app.reading.source.is_live:
            label = self.app.reading.source.label
            self._state.settings = tuple(replace(each, came_from=label) for each in self._state.settings)

    def action_read_policies(self) -> None:
        from vpce_tui.collect.wanted import wanted_for

        setting, ask = self._state.setting, self._state.ask
        if ask is None:
            self.notify("there is no request yet: type one first", severity="warning")
            return
        if read_principal(ask.caller or None).kind is CallerKind.FEDERATED_SESSION:
            self.notify("what a federated session may do is told by nobody: paste it (w)", severity="warning")
        own, caller = ask.caller == first_principal(setting), caller_of(setting)
        wanted = wanted_for(
            setting.topology,
            setting.scope,
            principal=ask.caller,
            resource=ask.resource.strip(),
            owner=ask.resource_account.strip(),
            # What has the role is asked for it: by a profile's name it was only guessed.
            behind=caller if own else NOBODY,
        )
        why_not = self._asking.ask(wanted)
        if why_not:
            self.notify(f"cannot read policies: {why_not}", severity="warning", markup=False)
            return
        self._tell_reading()

    def _take_topology(self, topology: Topology) -> None:
        before = first_principal(self._state.setting)
        self._state.settings = tuple(replace(each, topology=topology) for each in self._state.settings)
        after = first_principal(self._state.setting)
        ask = self._state.ask
        if ask is not None and ask.principal == before != after:
            self._state.ask = replace(ask, principal=after)
            self._show_fields()
        self._tell_reading()
        self._evaluate()

    def _tell_reading(self) -> None:
        told = "2 Decision · reading policies…" if self._asking.is_waiting else "2 Decision"
        self.query_one("#answer").border_title = told
