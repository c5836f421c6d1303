"""Which checks are there? One file a family, one line here."""

from __future__ import annotations

from typing import Final

from vpce_tui.policy.lint.actions import ACTIONS
from vpce_tui.policy.lint.api_limits import API_LIMITS
from vpce_tui.policy.lint.aws_buckets import AWS_BUCKETS
from vpce_tui.policy.lint.buckets_and_tables import BUCKETS_AND_TABLES
from vpce_tui.policy.lint.check import LintCheck
from vpce_tui.policy.lint.control_policies import CONTROL_POLICIES
from vpce_tui.policy.lint.document_level import DOCUMENT_LEVEL
from vpce_tui.policy.lint.keys import KEYS
from vpce_tui.policy.lint.network_keys import NETWORK_KEYS
from vpce_tui.policy.lint.operators import OPERATORS
from vpce_tui.policy.lint.principals import PRINCIPALS
from vpce_tui.policy.lint.resources import RESOURCES
from vpce_tui.policy.lint.sts import STS

CHECKS: Final[tuple[LintCheck, ...]] = (
    *DOCUMENT_LEVEL,
    *PRINCIPALS,
    *ACTIONS,
    *RESOURCES,
    *BUCKETS_AND_TABLES,
    *KEYS,
    *OPERATORS,
    *NETWORK_KEYS,
    *API_LIMITS,
    *STS,
    *AWS_BUCKETS,
    *CONTROL_POLICIES,
)
