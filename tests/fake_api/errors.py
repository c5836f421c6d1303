"""What does AWS say when it refuses?

EC2 and STS word their errors in two different envelopes.
Source: EC2 API Reference, "Troubleshooting API request errors"; STS API Reference, "Common Errors".
"""

from __future__ import annotations

from xml.sax.saxutils import escape

# The status that goes with a code; every other code is a client's mistake, 400.
# Source: EC2 API Reference, "Common error codes" and "Server error codes".
STATUS_BY_CODE = {
    "UnauthorizedOperation": 403,
    "AuthFailure": 401,
    "OptInRequired": 401,
    "AccessDenied": 403,
    "InvalidClientTokenId": 403,
    "RequestLimitExceeded": 503,
    "Unavailable": 503,
    "InternalError": 500,
}


class ApiError(Exception):
    """AWS's refusal: a code, its words and the HTTP status."""

    def __init__(self, code: str, message: str = "", status: int | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message or f"made-up words for {code}"
        self.status = status or STATUS_BY_CODE.get(code, 400)

    def body(self, service: str) -> bytes:
        """Return the XML envelope in which `service` ("ec2" or "sts") sends errors."""
        code, message = escape(self.code), escape(self.message)
        if service == "sts":
            return (
                '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
                f"<Code>{code}</Code><Message>{message}</Message></Error>"
                "<RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>"
            ).encode()
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
            "<RequestID>00000000-0000-4000-8000-000000000000</RequestID></Response>"
        ).encode()
