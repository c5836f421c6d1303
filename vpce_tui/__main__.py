"""Where does the program start?

Reading order for a newcomer: here, `cli/main`, `tui/app`, `tui/reading`, `collect/collector`, `model/inventory`,
`model/topology`, `resources/vpc_endpoint`, `view/tree`, `tui/widgets`; then `reach/tracer` and `policy/decision`.
"""

from __future__ import annotations

import os
import sys

_INTERRUPTED = 130  # as `vpce_tui.errors.ExitCode` has it, which may not be imported yet


def main() -> int:
    """Run the command line and return its exit code."""
    try:
        from vpce_tui.cli.main import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while importing: later ones are answered where they matter
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        _leave_at_once(code)
    return code


def _leave_at_once(code: int) -> None:
    """End without taking the interpreter to pieces: that takes 150 ms, and another Ctrl+C would print a traceback."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue  # whoever read it has left
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
