"""Where does the program start?

Reading order for a newcomer: here, `cli/main`, `tui/app`, `tui/reading`, `collect/collector`, `model/inventory`,
`model/topology`, `resources/vpc_endpoint`, `view/tree`, `tui/widgets`; then `reach/tracer` and `policy/decision`.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from vpce_tui.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
