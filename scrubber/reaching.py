"""Why a server cannot be reached, in words for whoever has named it."""

from __future__ import annotations

import ssl
from socket import gaierror

_CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (gaierror, "no server has this name; is it spelt right, is the network up?"),
    (ConnectionRefusedError, "nobody listens at this port; is it right, is the server up?"),
    (TimeoutError, "it does not answer; is the port right?"),
    (FileNotFoundError, "there is no such socket; is the path right, is the server up?"),
    (PermissionError, "we are not allowed to connect there"),
    (ssl.SSLError, "it does not speak TLS at this port"),
)
_CERTIFICATE_FAULTS = {  # OpenSSL's numbers (x509_vfy.h)
    9: "is not valid yet; is the clock of this machine right?",
    10: "has expired",
    62: "is not valid for this name; is the host right?",
    64: "is not valid for this address; is there a name to be used instead?",
}
_UNKNOWN_AUTHORITY = (
    "is signed by no authority that this machine knows; an authority of your own, or a certificate "
    "that has signed itself, is named by SSL_CERT_FILE"
)


def why(error: Exception) -> str:
    """Return what is likely wrong where nobody answers as expected, "" if that cannot be told."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate {certificate_fault(error)}"
    return next((cause for kind, cause in _CAUSES if isinstance(error, kind)), "")


def certificate_fault(error: ssl.SSLCertVerificationError) -> str:
    """Return what is wrong with a server's certificate, and what to do."""
    return _CERTIFICATE_FAULTS.get(error.verify_code, _UNKNOWN_AUTHORITY)
