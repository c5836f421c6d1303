"""How do the caller's and the resource's own policies come into the panel? Read from AWS, at a key."""

from __future__ import annotations

from dataclasses import replace

from vpce_tui.model.topology import Topology
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.tui.policy_asking import PolicyAsking
from vpce_tui.tui.screens.policy_files import PolicyFiles
from vpce_tui.tui.screens.policy_state import PanelState
from vpce_tui.view.policy_request import profile_of, role_of
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
        if read_principal(ask.caller or None).kind in (CallerKind.USER, CallerKind.FEDERATED_SESSION):
            self.notify("policies of users are not read here: paste them (w)", severity="warning")
        own = role_of(setting)
        wanted = wanted_for(
            setting.topology,
            setting.scope,
            principal=ask.caller,
            resource=ask.resource.strip(),
            owner=ask.resource_account.strip(),
            # Which role a profile holds is asked where its name was only guessed.
            profile=profile_of(setting) if own and ask.caller == own else "",
        )
        why_not = self._asking.ask(wanted)
        if why_not:
            self.notify(f"cannot read policies: {why_not}", severity="warning", markup=False)
            return
        self._tell_reading()

    def _take_topology(self, topology: Topology) -> None:
        before = role_of(self._state.setting)
        self._state.settings = tuple(replace(each, topology=topology) for each in self._state.settings)
        after = role_of(self._state.setting)
        ask = self._state.ask
        if ask is not None and before and ask.principal == before != after:
            self._state.ask = replace(ask, principal=after)
            self._show_fields()
        self._tell_reading()
        self._evaluate()

    def _tell_reading(self) -> None:
        told = "2 Decision · reading policies…" if self._asking.is_waiting else "2 Decision"
        self.query_one("#answer").border_title = told
