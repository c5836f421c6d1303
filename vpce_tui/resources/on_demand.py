"""What is read only when somebody asks for it, one thing at a time?

A role's policies, a bucket's policy, an account's organization: nobody needs all of them, and few may read them. So
these types are in no default plan, and a list of them is never missing. Each record says itself how its reading ended:
read, refused, or known to be nothing. A record without `reading` came from a file and is whole.
"""

from __future__ import annotations

from typing import Final

import msgspec

from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.record import Record

SOME: Final = Coverage(Progress.NOT_READ, Reason.NOT_ASKED, message="only what was asked for was read")
"""The coverage of a list of which some records were asked for and all of those were answered."""


class OnDemandRecord(Record, frozen=True, kw_only=True):
    """A record that was asked for by itself."""

    on_demand = True

    reading: Coverage | None = msgspec.field(default=None, name="~reading")
    """How the reading of this record ended, and when; None for a record of a file, which is whole."""

    @property
    def was_read(self) -> bool:
        """Whether everything that was asked about it was answered."""
        return self.reading is None or self.reading.complete
