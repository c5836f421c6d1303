"""Where do events come from and go to besides AWS: snapshot files, and directories of recorded API answers."""

from vpce_tui.snapshot.describe_dir import describe_events
from vpce_tui.snapshot.file import Verification, load, read_events, save, topology_events, verify
from vpce_tui.snapshot.sources import open_source
from vpce_tui.snapshot.writer import SnapshotWriter

__all__ = [
    "SnapshotWriter",
    "Verification",
    "describe_events",
    "load",
    "open_source",
    "read_events",
    "save",
    "topology_events",
    "verify",
]
