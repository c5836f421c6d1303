"""How long does a test wait for what must come, before it gives up?

No test measures a time. It waits for a state, and goes on as soon as that is there; only where it never comes does this
number matter.
"""

from __future__ import annotations

from typing import Final

PATIENCE: Final = 120.0
"""Seconds: far more than anything needs, on a slow machine with every core busy."""
