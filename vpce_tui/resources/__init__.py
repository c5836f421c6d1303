"""Which resource types are there?

`RESOURCES`, `ON_DEMAND` and `EVERY` list them, `BY_NAME` and `BY_RECORD` find them: see `every`. They are loaded when
they are first asked for, so that a screen which shows nothing yet is painted before fifty modules are read: ask for
them where they are used (`resources.BY_RECORD[…]`), not in the head of a module that is there from the start.
"""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from vpce_tui.resources.every import BY_NAME, BY_RECORD, EVERY, ON_DEMAND, RESOURCES

__all__ = ["BY_NAME", "BY_RECORD", "EVERY", "ON_DEMAND", "RESOURCES"]

_OF_EVERY: Final = frozenset(__all__)

if not TYPE_CHECKING:  # else any name at all would do for the type checker

    def __getattr__(name: str) -> Any:
        if name not in _OF_EVERY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from vpce_tui.resources import every

        globals().update({known: getattr(every, known) for known in _OF_EVERY})
        return globals()[name]
