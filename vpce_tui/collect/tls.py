"""How do hundreds of clients check AWS's certificates without reading the list of authorities hundreds of times?

aiobotocore makes a TLS context for each client, which reads 140 certificates: 25 ms and half a megabyte, times 50
accounts and 17 Regions. Contexts that would be equal are one here. One with a client's own certificate, or for a proxy,
is its own, as those are changed after they are made.
"""

from __future__ import annotations

import os
import ssl
import threading
from typing import Any, Final

from aiobotocore.httpsession import AIOHTTPSession
from botocore.httpsession import get_cert_path

_CONTEXTS: Final[dict[tuple[str, int], ssl.SSLContext]] = {}
"""By the file of authorities and when it was written: a bundle that was corrected is read anew."""

_MAKING: Final = threading.Lock()

_Session: Any = AIOHTTPSession  # aiobotocore's types do not tell what a session is made of


class SharingSession(_Session):  # type: ignore[misc]  # its base has no types
    """aiobotocore's HTTP session, with a TLS context that it shares with all others of its kind."""

    def _build_ssl_contexts(self, proxy_url: str | None) -> Any:
        authorities = get_cert_path(self._verify) if self._verify else None
        if proxy_url or self._cert_file or not isinstance(authorities, str):
            return super()._build_ssl_contexts(proxy_url)
        try:
            key = (authorities, os.stat(authorities).st_mtime_ns)
        except OSError:  # the library words it
            return super()._build_ssl_contexts(proxy_url)
        with _MAKING:
            if key not in _CONTEXTS:
                _CONTEXTS[key] = self._build_verify_context()
            return _CONTEXTS[key], None
