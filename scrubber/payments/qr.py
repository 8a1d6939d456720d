"""A payment link as a QR code (ISO/IEC 18004), for a telephone's camera."""

from __future__ import annotations

from io import BytesIO, StringIO

import segno


def drawn(url: str) -> str:
    """Return a code that a terminal shows."""
    out = StringIO()
    segno.make_qr(url, error="m").terminal(out, compact=True)
    return out.getvalue()


def svg(url: str) -> bytes:
    """Return a code as an SVG file."""
    out = BytesIO()
    segno.make_qr(url, error="m").save(out, kind="svg", scale=8, border=4, light="white")
    return out.getvalue()
