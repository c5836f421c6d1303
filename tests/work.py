"""How much work does a call do, told without a clock?

Work is counted in steps: the lines, calls and returns of Python code that the calling thread goes through. The same
code on the same input makes the same steps on every machine, however slow or busy. What a function written in C does
inside itself is not seen here; that it is called too often is. Numbers differ a little between versions of Python, so
compare them within one run.
"""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps_of(act: Callable[[], object]) -> int:
    """Return the steps that `act` makes in this thread. Costs about ten times the call itself."""
    steps = 0

    def count(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        nonlocal steps
        steps += 1
        return count

    tracer, collects = sys.gettrace(), gc.isenabled()
    gc.disable()  # what is called when garbage is collected is no work of this call
    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(tracer)
        if collects:
            gc.enable()
    return steps


def growth(act: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return what doubling the size does to the work: 2 where it grows with the size, 4 where with its square.

    What is made once, whatever the size, is left out: the work from `2 * size` to `4 * size` is compared with that from
    `size` to `2 * size`. Work that grows by less than a step for each unit of size counts as not growing.

    Args:
        act: Prepares the work of a size, which is not counted, and returns it. Each work begins with empty caches.
        size: The smallest of the three sizes that are tried.
    """
    small, middle, large = (_cold(act(size << shift)) for shift in range(3))
    return (large - middle) / max(middle - small, size)


def forget() -> None:
    """Empty the caches of all cached functions of the program: what is asked next is worked out anew."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith("vpce_tui."):
            each.cache_clear()


def _cold(act: Callable[[], object]) -> int:
    forget()
    return steps_of(act)


LINEAR = 2.2
"""The most that `growth` may be where work is to grow with the size: sorting adds a little to it."""
