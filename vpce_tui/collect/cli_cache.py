"""Which sessions does the AWS CLI keep, so that nobody need type a code for them again?

They lie in `~/.aws/cli/cache`, each in a file of its own. They are only read here.
Source: AWS CLI User Guide, "Use an IAM role in the AWS CLI"; botocore `credentials.py` (its cache keys).
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any, Final

CACHE_FOLDER: Final = "~/.aws/cli/cache"


class CliCache(dict[str, Any]):
    """The sessions that the AWS CLI keeps, and beside them what was assumed since, in memory alone.

    The keys are botocore's, which the AWS CLI uses too: the hash of what AssumeRole was asked for.
    """

    def __init__(self, folder: str = CACHE_FOLDER) -> None:
        super().__init__()
        self._folder = os.path.expanduser(folder)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or self._kept(str(key)) is not None

    def __getitem__(self, key: str) -> Any:
        ours = self.get(key)
        theirs = self._kept(key)
        if ours is None and theirs is None:
            raise KeyError(key)
        return max((found for found in (ours, theirs) if found is not None), key=ends)

    def _kept(self, key: str) -> dict[str, Any] | None:
        """Return what the AWS CLI keeps under a key; None where it keeps nothing, or nothing that is whole."""
        try:
            with open(os.path.join(self._folder, f"{key}.json"), encoding="utf-8") as file:
                kept = json.load(file)
        except (OSError, ValueError):
            return None
        names = {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
        held = kept.get("Credentials") if isinstance(kept, dict) else None
        whole = isinstance(held, dict) and names <= held.keys() and ends(kept) > datetime.min.replace(tzinfo=UTC)
        return kept if whole else None


def ends(kept: dict[str, Any]) -> datetime:
    """Return when a kept session ends; the beginning of time where it does not say so."""
    end = kept["Credentials"]["Expiration"]
    if not isinstance(end, datetime):
        try:
            end = datetime.fromisoformat(str(end).replace("UTC", "+00:00"))
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)
    return end if end.tzinfo else end.replace(tzinfo=UTC)
