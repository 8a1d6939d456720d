"""Our own proof of an author, where no server before us has looked: DMARC over DKIM and SPF."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrubber.logs import describe
from scrubber.reply import spf
from scrubber.reply.authentication import organization
from scrubber.reply.dns import UnknownError
from scrubber.reply.incoming import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrubber.reply.dns import Lookup
    from scrubber.reply.incoming import Incoming

log = logging.getLogger(__name__)

_MOST_SIGNATURES = 5
_TAG = re.compile(r"\s*([A-Za-z]+)\s*=\s*([^;]*?)\s*(?:;|$)")


@dataclass(frozen=True, slots=True)
class Alignment:
    """How close a proven domain has to be to the author's (RFC 7489 section 6.3)."""

    strict_dkim: bool = False
    strict_spf: bool = False


def own_doubt(raw: bytes, mail: Incoming, client: str, lookup: Lookup) -> str | None:
    """Return why the author is not proven, in words for the log, or None where he is.

    ``raw`` is the mail as it came, since signatures are of that; ``client`` the IP address that it
    came from.  Without a DMARC record an aligned pass counts all the same.
    """
    author = domain_of(mail.author)
    try:
        wanted = alignment(author, lookup)
        if any(_close(found, author, wanted.strict_dkim) for found in _signers(raw, lookup)):
            return None
        sender = domain_of(mail.reverse_path)
        if not _close(sender, author, wanted.strict_spf):
            return "no signature of the author's domain holds, and SPF speaks of another one"
        result = spf.check(client, sender, lookup) if client else "none"
    except UnknownError:
        return "the DNS does not answer"
    return None if result == "pass" else f"no signature of the author's domain holds; SPF: {result}"


def alignment(author: str, lookup: Lookup) -> Alignment:
    """Return what the author's DMARC record asks for (RFC 7489 section 6.6.3).

    Raises UnknownError.
    """
    for domain in dict.fromkeys((author, organization(author))):
        texts = lookup.txt(f"_dmarc.{domain}")
        records = [dict(_TAG.findall(text)) for text in texts if _TAG.match(text)]
        known = [record for record in records if record.get("v", "").upper() == "DMARC1"]
        if len(known) == 1:
            return Alignment(known[0].get("adkim") == "s", known[0].get("aspf") == "s")
    return Alignment()


def _signers(raw: bytes, lookup: Lookup) -> Iterator[str]:
    """Yield the domains whose signatures hold (RFC 6376).  Raises UnknownError."""
    import dkim

    def text(name: bytes, timeout: int = 0) -> bytes | None:  # noqa: ARG001 - as dkimpy calls it
        found = lookup.txt(name.decode("ascii", "replace").rstrip("."))
        return found[0].encode() if found else None

    try:
        message = dkim.DKIM(raw)
        fields = [value for name, value in message.headers if name.lower() == b"dkim-signature"]
    except dkim.DKIMException as error:
        log.info("DKIM: %s", describe(error))
        return
    for index, value in enumerate(fields[:_MOST_SIGNATURES]):
        tags = dict(_TAG.findall("".join(value.decode("ascii", "replace").split())))
        if "l" in tags:  # somebody may have added to the body (RFC 6376 section 8.2)
            continue
        try:
            if message.verify(index, dnsfunc=text):
                yield tags.get("d", "").lower()
        except UnknownError:
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's signature may break anything
            log.info("DKIM: %s", describe(error))


def _close(domain: str, author: str, strict: bool) -> bool:  # noqa: FBT001 - a private predicate
    if strict:
        return domain == author
    return bool(domain) and organization(domain) == organization(author)
