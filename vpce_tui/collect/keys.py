"""What do a login's clients sign with, and how does a renewed login reach clients that exist already?

Each client holds one object for as long as it lives. Behind it stands what the credential chain found, which can be
forgotten: the next call asks the chain again, and that reads the files that a renewal wrote. A login that does not work
says so once: the calls that come after fail with the same words at once, and nobody is asked twice for one code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiobotocore.credentials import AioCredentials
from botocore.exceptions import NoCredentialsError

from vpce_tui.collect.failures import ReadError, failure
from vpce_tui.model.coverage import Coverage, Reason

Load = Callable[[], Awaitable[Any]]
"""Asks the chain: returns botocore's credentials, or None where there are none."""

LOGIN_REASONS: Final = frozenset({Reason.NO_LOGIN, Reason.EXPIRED_LOGIN})
"""Why a list was not read that a renewed login can read."""

_LASTING: Final = LOGIN_REASONS | {Reason.FORBIDDEN, Reason.CLOCK_SKEW}
"""Failures that another try does not mend as long as nobody does anything."""

# botocore's class says that these attributes are texts; nobody but signers uses this object, and those freeze it.
_Credentials: Any = AioCredentials


class LoginKeys(_Credentials):  # type: ignore[misc]  # its base has no types
    """Stands for credentials that may be asked for again. One event loop's own."""

    def __init__(self, load: Load, permission: str, explain: Callable[[Coverage], Coverage] | None = None) -> None:
        """`permission` is what `load` needs, for its failure; `explain` may say more about that."""
        super().__init__("", "", None, method="vpce-tui")
        self._load = load
        self._permission = permission
        self._explain = explain
        self._found: Any = None
        self._refusal: Coverage | None = None
        self._doubted = False
        self._one_at_a_time = asyncio.Lock()

    @property
    def doubtful(self) -> bool:
        """Tell whether these keys could not be had, or AWS did not take them."""
        return self._doubted or self._refusal is not None

    def doubt(self) -> None:
        """Remember that AWS did not take these keys: a renewal has to begin with them."""
        self._doubted = True

    def forget(self) -> None:
        """Ask the chain anew at the next call."""
        self._found = self._refusal = None
        self._doubted = False

    async def get_frozen_credentials(self) -> Any:
        """Return the keys to sign with now.

        Raises:
            ReadError: There are none, or they cannot be renewed.
        """
        async with self._one_at_a_time:
            if self._refusal is not None:
                raise ReadError(self._refusal)
            try:
                if self._found is None:
                    self._found = await self._load()
                if self._found is None:
                    raise NoCredentialsError
                return await self._found.get_frozen_credentials()
            except Exception as error:
                coverage = failure(error, self._permission)
                if self._explain is not None:
                    coverage = self._explain(coverage)
                if coverage.reason in _LASTING:
                    self._refusal = coverage
                raise ReadError(coverage) from error


class Provided:
    """Stands where a session looks for its credentials, and gives those of one login."""

    def __init__(self, keys: LoginKeys) -> None:
        self._keys = keys

    async def load_credentials(self) -> LoginKeys:
        """Return the login's keys; the chain behind them is asked when the first call is signed."""
        return self._keys
