"""How are botocore's service models read without the wait?

EC2's is 4 MB of JSON, of which botocore's own loader makes dictionaries in Python in 51 ms; msgspec takes 19 ms for the
same, in one call that no other thread can interrupt: the screen would miss a frame. But of its 4,266 shapes and 807
operations a reading needs a tenth. So they are only parted, in 3 ms, and each is decoded when it is looked at, which
saves some 20 MB as well.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from botocore.loaders import JSONFileLoader, Loader

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_values


_IN_PARTS: Final = ("operations", "shapes")


class Parted(dict[str, Any]):
    """A JSON object whose members are decoded when somebody looks at them."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        if isinstance(value, msgspec.Raw):
            value = self[name] = msgspec.json.decode(value)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def items(self) -> dict_items[str, Any]:
        return {name: self[name] for name in self}.items()

    def values(self) -> dict_values[str, Any]:
        return {name: self[name] for name in self}.values()


def parted(written: bytes) -> dict[str, Any]:
    """Return a service model, its shapes and operations undecoded."""
    members = msgspec.json.decode(written, type=dict[str, msgspec.Raw])
    return {
        name: Parted(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
        if name in _IN_PARTS
        else msgspec.json.decode(raw)
        for name, raw in members.items()
    }


class ModelFiles(JSONFileLoader):
    """Reads a model's file, plain or compressed."""

    def _load_file(self, full_path: str, _: Any) -> Any:
        path = Path(full_path)
        if not path.is_file():
            return None
        written = path.read_bytes()
        plain = gzip.decompress(written) if path.suffix == ".gz" else written
        return parted(plain) if path.name.startswith("service-2.") else msgspec.json.decode(plain)


class ModelLoader(Loader):
    """botocore's loader, which also remembers what it has read, over quicker files."""

    FILE_LOADER_CLASS = ModelFiles


@cache
def shared_loader() -> Loader:
    """Return the loader that all sessions share: a second session's first client costs 7 ms with it, 60 without."""
    return ModelLoader()
