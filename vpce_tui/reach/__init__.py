"""Can this reach that, and why not?

`trace` answers one flow over a topology: pure, with every step, its rule and, where one was found to help, its fix.
`Flow` holds the question; `Trace`, `Step` and the enums are the answer; `explain_routes` tells about one route table.
"""

from vpce_tui.reach.codes import ExplanationCode
from vpce_tui.reach.flow import Flow
from vpce_tui.reach.routing import explain_routes
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step, Trace, TracedFlow, Verdict, Via
from vpce_tui.reach.tracer import trace

__all__ = [
    "Direction",
    "ExplanationCode",
    "Flow",
    "Outcome",
    "Stage",
    "Step",
    "Trace",
    "TracedFlow",
    "Verdict",
    "Via",
    "explain_routes",
    "trace",
]
