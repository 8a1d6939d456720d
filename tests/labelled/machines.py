"""Classes of mail that programs write to a shop: nothing in it may change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.labelled import everyday, mime, numbers
from tests.labelled.registry import harmless

if TYPE_CHECKING:
    from random import Random

    from tests.labelled.model import Labelled
    from tests.labelled.writer import Writer

PIXEL: Final = '<img src="https://t.news.example/o/{}/{}.gif" width="1" height="1">'


def _sent(writer: Writer, sender: str, subject: str, body: mime.Part, *more: str) -> Labelled:
    fields = (
        f"From: {sender}",
        "To: info@hartwood.example",
        f"Subject: {mime.field_value(subject)}",
        *more,
    )
    return writer.done(mime.message(writer.rng, fields, body))


def service_code(writer: Writer) -> Labelled:
    """Send the shop a code to log in somewhere with."""
    lines = [writer.phrase("greeting"), "", writer.phrase("service"), "", "Marketplace Example Ltd"]
    body = mime.text("\n".join(lines) + "\n", encoding=writer.encoding())
    sender = writer.pick(
        ("Marketplace <no-reply@market.example>", "noreply@bank.example", "no-reply@id.example")
    )
    return _sent(writer, sender, "Login", body, "Auto-Submitted: auto-generated")


def newsletter(writer: Writer) -> Labelled:
    """Send a newsletter full of tracked links, ids and prices."""
    rng = writer.rng
    links = "".join(
        f'<p><a href="https://click.news.example/ls/{numbers.luhn_number(rng, 16, "4")}/'
        f'{rng.getrandbits(60):x}?utm_id={rng.getrandbits(50)}">{writer.chatter("price")}</a></p>\n'
        for _ in range(6)
    )
    pixel = PIXEL.format(numbers.luhn_number(rng, 15, "37"), rng.getrandbits(60))
    page = f"<html><body>{links}{pixel}<p>&copy; 2026 News, 1 Example Square</p></body></html>"
    part = mime.text(page, "html", encoding="quoted-printable")
    unsubscribe = f"List-Unsubscribe: <https://news.example/u/{numbers.luhn_number(rng, 16, '5')}>"
    return _sent(writer, "News <hello@news.example>", "Autumn", part, unsubscribe)


def receipt(writer: Writer) -> Labelled:
    """Send a receipt on which the card is masked already."""
    rng = writer.rng
    four = numbers.figures(rng, 4)
    mask = writer.pick(
        (f"**** **** **** {four}", f"XXXXXXXXXXXX{four}", f"•••• {four}", f"…{four}")
    )
    lines = [
        f"MERCHANT {numbers.figures(rng, 10)}  TERMINAL {numbers.figures(rng, 8)}",
        f"VISA {mask}  EXP **/**",
        f"AUTH CODE {numbers.figures(rng, 6)}  STAN {numbers.figures(rng, 6)}",
        f"RRN {numbers.figures(rng, 12)}  AID A0000000031010",
        f"TOTAL EUR {rng.randint(100, 2900)}.00  {rng.randint(1, 28):02d}/11/26 14:32:07",
    ]
    return _sent(
        writer, "Pay <receipts@pay.example>", "Receipt", mime.text("\n".join(lines) + "\n")
    )


def bounce(writer: Writer) -> Labelled:
    """Send a delivery status notification (RFC 3464)."""
    rng = writer.rng
    queue = f"{rng.getrandbits(44):X}"
    text = mime.text(f"<x{rng.randint(10, 99)}@gone.example>: 550 5.1.1 user unknown ({queue})\n")
    status = mime.Part(
        ("Content-Type: message/delivery-status",),
        f"Reporting-MTA: dns; mail.example\nX-Queue-ID: {queue}\n\nFinal-Recipient: rfc822;"
        f" x@gone.example\nAction: failed\nStatus: 5.1.1\n".encode(),
    )
    parts = mime.multipart(rng, "report; report-type=delivery-status", text, status)
    return _sent(writer, "MAILER-DAEMON@mail.example", "Undelivered Mail", parts)


def invoice(writer: Writer) -> Labelled:
    """Send an invoice with account, tax and article numbers."""
    rng = writer.rng
    rows = [
        f"{everyday.article(rng)}  {writer.rng.randint(1, 9)} x {rng.randint(10, 900)},00 EUR"
        for _ in range(4)
    ]
    lines = [
        writer.phrase("greeting"),
        f"Invoice {everyday.long_order(rng)}  {rng.randint(1, 28):02d}.11.2026",
        *rows,
        f"VAT DE{numbers.figures(rng, 9)}  {everyday.identity(rng)}",
        f"IBAN {everyday.account(rng)}  BIC EXAMPDEFFXXX",
        writer.phrase("price"),
    ]
    return _sent(writer, "Timber Ltd <billing@timber.example>", "Invoice", _text(writer, lines))


def log(writer: Writer) -> Labelled:
    """Send a piece of a server's log."""
    rng = writer.rng
    lines = [
        f"2026-11-{rng.randint(1, 28):02d}T04:11:{rng.randint(10, 59)}.{numbers.figures(rng, 6)}Z "
        f"pid={rng.randint(100, 9999)} req={rng.getrandbits(63)} took {rng.random():.16f} "
        f"ts={rng.randint(1_600_000_000, 1_790_000_000)}{numbers.figures(rng, 6)}"
        for _ in range(12)
    ]
    return _sent(writer, "cron@web.example", "Cron <root@web>", _text(writer, lines))


def patch(writer: Writer) -> Labelled:
    """Send a patch with hashes and line numbers."""
    rng = writer.rng
    lines = [
        f"commit {rng.getrandbits(160):040x}",
        f"index {rng.getrandbits(40):010x}..{rng.getrandbits(40):010x} 100644",
        f"@@ -{rng.randint(1, 900)},7 +{rng.randint(1, 900)},9 @@",
        *(f"+    0x{rng.getrandbits(64):016x}, 0x{rng.getrandbits(64):016x}," for _ in range(6)),
        f"+    {rng.getrandbits(53)}, {rng.getrandbits(31)},",
    ]
    return _sent(writer, "Dev <dev@list.example>", "[PATCH] legs", _text(writer, lines))


def calendar(writer: Writer) -> Labelled:
    """Send an invitation (RFC 5545)."""
    rng = writer.rng
    meeting = " ".join(numbers.cut(numbers.figures(rng, 11), (3, 4)))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"UID:{numbers.figures(rng, 16)}{rng.getrandbits(60):x}@cal.example",
        f"DTSTAMP:202611{rng.randint(10, 28)}T{rng.randint(10, 23)}0000Z",
        f"DTSTART:202612{rng.randint(10, 28)}T090000Z",
        f"DESCRIPTION:Dial in +44 20 7946 0{numbers.figures(rng, 3)}\\, meeting id {meeting}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    part = mime.text("\r\n".join(lines) + "\r\n", "calendar")
    text = mime.text(writer.chatter("delivery") + "\n")
    parts = mime.multipart(rng, "mixed", text, part)
    return _sent(writer, "Emma <emma@post.example>", "Visit", parts)


def export(writer: Writer) -> Labelled:
    """Send a table of orders from a shop system."""
    rng = writer.rng
    rows = [
        ";".join((everyday.long_order(rng), _day(rng), f"{rng.randint(10, 3000)},00", _phone(rng)))
        for _ in range(8)
    ]
    table = mime.text("order;date;total;phone\n" + "\n".join(rows) + "\n", "csv")
    attached = table.with_field('Content-Disposition: attachment; filename="orders.csv"')
    parts = mime.multipart(rng, "mixed", mime.text("orders of the week\n"), attached)
    return _sent(writer, "Shop system <reports@shop.example>", "Orders", parts)


def shipment(writer: Writer) -> Labelled:
    """Send the notice of a carrier."""
    number = everyday.tracking(writer.rng)
    lines = [writer.phrase("greeting"), writer.phrase("tracking", tracking=number), ""]
    lines.append(f"https://track.parcel.example/?n={number}&z={writer.rng.randint(10000, 99999)}")
    return _sent(writer, "Parcel <info@parcel.example>", "Parcel", _text(writer, lines))


def _day(rng: Random) -> str:
    return f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _phone(rng: Random) -> str:
    return f"+49171{numbers.figures(rng, 7)}"


def _text(writer: Writer, lines: list[str]) -> mime.Part:
    return mime.text("\n".join(lines) + "\n", encoding=writer.encoding())


harmless("service code", service_code)
harmless("newsletter", newsletter)
harmless("receipt", receipt)
harmless("bounce", bounce)
harmless("invoice", invoice)
harmless("log", log)
harmless("patch", patch)
harmless("calendar", calendar)
harmless("export", export)
harmless("shipment", shipment)
