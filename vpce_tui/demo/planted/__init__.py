"""Which mistakes are in the demo world?

The list that tests, the documentation and a reader's first steps share: each entry names the records that show the
mistake and, where a trace can run into it, the question and what the answer must say.
"""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.identities import INVOICES, KEY
from vpce_tui.demo.planted.coverage import COVERAGE
from vpce_tui.demo.planted.entry import Planted, Question, ask
from vpce_tui.demo.planted.filters import FILTERS
from vpce_tui.demo.planted.names import NAMES
from vpce_tui.demo.planted.policies import POLICIES
from vpce_tui.demo.planted.routes import ROUTES

__all__ = ["PLANTED", "SOUND", "Planted", "Question"]

PLANTED: Final[tuple[Planted, ...]] = tuple(
    sorted((*COVERAGE, *NAMES, *FILTERS, *ROUTES, *POLICIES), key=lambda entry: entry.scenario)
)

SOUND: Final[tuple[Question, ...]] = (
    ask("app-1", "ssm"),
    ask("app-1", "dynamodb"),
    ask("billing", "s3"),
    ask("billing", "sts"),
    ask("checkout", "ecr.api"),
    ask("app-1", "monitoring"),
    ask("data-etl-1", "sts"),
    ask("data-etl-1", "s3"),
    ask("notebook-1", "ssm"),
    ask("bastion-1", "kms"),
    ask("bastion-eu-1", "ssmmessages"),
    ask("app-1", "s3", action="s3:GetObject", resource="arn:aws:s3:::shop-orders/2026/11/1.json"),
    ask("checkout", "s3", action="s3:PutObject", resource="arn:aws:s3:::shop-orders/2026/11/2.json"),
    ask("data-etl-1", "kms", action="kms:Decrypt", resource=KEY),
    ask("billing", "lambda", action="lambda:InvokeFunction", resource=INVOICES),
)
"""What works: nothing planted may stand in the way of these."""
