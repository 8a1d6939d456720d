"""QR codes (ISO/IEC 18004), for a telephone's camera."""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from segno import QRCode


def of_link(url: str) -> QRCode:
    """Return the code of a payment link."""
    return segno.make_qr(url, error="m")


def drawn(code: QRCode) -> str:
    """Return a code that a terminal shows."""
    out = StringIO()
    code.terminal(out, compact=True)
    return out.getvalue()


def svg(code: QRCode) -> bytes:
    """Return a code as an SVG file."""
    out = BytesIO()
    code.save(out, kind="svg", scale=8, border=4, light="white")
    return out.getvalue()
