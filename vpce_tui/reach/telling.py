"""How does a walk write down what a packet meets?"""

from __future__ import annotations

from dataclasses import dataclass, field

from vpce_tui.reach.edits import Edit
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step


@dataclass(slots=True, kw_only=True)
class Telling:
    """The steps of one direction of a flow, and the layers that were left out."""

    direction: Direction
    steps: list[Step] = field(default_factory=list)
    not_evaluated: list[str] = field(default_factory=list)

    def tell(
        self,
        stage: Stage,
        verdict: Outcome,
        text: str,
        *,
        component: str = "",
        rule: str = "",
        code: str = "",
        fix: str = "",
        edits: tuple[Edit, ...] = (),
    ) -> None:
        """Write a step."""
        self.steps.append(
            Step(
                direction=self.direction,
                stage=stage,
                component=component,
                rule=rule,
                verdict=verdict,
                code=code,
                text=text,
                fix=fix,
                edits=edits,
            )
        )

    def passes(self, stage: Stage, text: str, *, component: str = "", rule: str = "") -> None:
        self.tell(stage, Outcome.PASS, text, component=component, rule=rule)

    def blocks(
        self,
        stage: Stage,
        code: str,
        text: str,
        *,
        component: str = "",
        rule: str = "",
        fix: str = "",
        edits: tuple[Edit, ...] = (),
    ) -> None:
        self.tell(stage, Outcome.BLOCK, text, component=component, rule=rule, code=code, fix=fix, edits=edits)

    def cannot_tell(self, stage: Stage, code: str, text: str, *, component: str = "", rule: str = "") -> None:
        self.tell(stage, Outcome.UNKNOWN, text, component=component, rule=rule, code=code)

    def leaves_out(self, layer: str) -> None:
        """Note a layer that was not evaluated."""
        if layer not in self.not_evaluated:
            self.not_evaluated.append(layer)
