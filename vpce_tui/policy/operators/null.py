"""Is a key absent? `Null` with `true`; is it present? `Null` with `false`.

It never sees the key's value: `conditions.py` hands it whether the key is absent, as `true` or `false`.
"""

from __future__ import annotations

import operator
from typing import Final

from vpce_tui.policy.operators.base import ConditionOperator, from_text
from vpce_tui.policy.operators.boolean import read_bool

NULL: Final = (ConditionOperator("Null", read_bool, from_text(read_bool), operator.eq),)
