"""Compares a mail and its masked copy: what was found, what was missed, what else changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.labelled.reader import figures_of, read

if TYPE_CHECKING:
    from scrubber import Scrubbed
    from tests.labelled.model import Labelled, Secret

LAST_FOUR: Final = 4
WORD: Final = re.compile(r"\w+(?:['\u2019\u02bc]\w+)*")
KINDS: Final = ("pan", "cvv", "expiry", "otp")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled mail.

    ``found`` goes with the mail's secrets, in order.  ``wrong`` counts findings that are none of
    them.  ``damaged`` means that something beside the secrets reads differently.
    """

    mail: Labelled
    found: tuple[bool, ...]
    findings: int
    wrong: int
    damaged: bool


def measure(mail: Labelled, scrubbed: Scrubbed) -> Outcome:
    """Return what became of ``mail``."""
    before, after = read(mail.raw), read(scrubbed.message)
    if mail.harmless:
        touched = scrubbed.message != mail.raw
        return Outcome(mail, (), len(scrubbed.findings), len(scrubbed.findings), touched)
    left: dict[Secret, list[str]] = {secret: [] for secret in mail.secrets}
    damaged = len(before) != len(after)
    for old, new in zip(before, after, strict=False):
        damaged |= not _compare(old.text, new.text, left)
    found = tuple(all(masked(secret, rest) for rest in left[secret]) for secret in mail.secrets)
    wrong = sum(_wrong(mail, kind, scrubbed, left) for kind in KINDS)
    return Outcome(mail, found, len(scrubbed.findings), wrong, damaged)


def _compare(old: str, new: str, left: dict[Secret, list[str]]) -> bool:
    """Note what is left at the place of each secret; return whether all else is equal."""
    here = [(old.find(secret.shown), secret) for secret in left if secret.shown in old]
    places = sorted(here, key=lambda place: place[0])
    match = _aligned(old, new, places, exact=True) or _aligned(old, new, places, exact=False)
    for number, (_, secret) in enumerate(places, 1):
        left[secret].append(match[number] if match else _readable(secret, new))
    return match is not None


def _aligned(
    old: str, new: str, places: list[tuple[int, Secret]], *, exact: bool
) -> re.Match[str] | None:
    """Match ``new`` with what stands in place of each secret; masks mostly keep the length."""
    pattern, end = "", 0
    for start, secret in places:
        size = len(secret.shown)
        pattern += re.escape(old[end:start]) + (f"(.{{{size}}})" if exact else "(.{0,120}?)")
        end = start + size
    return re.fullmatch(pattern + re.escape(old[end:]), new, re.DOTALL)


def _readable(secret: Secret, text: str) -> str:
    """Return the secret if it can be read anywhere in ``text``, else nothing."""
    run = secret.kind == "pan" and secret.digits in figures_of(text)
    return secret.shown if run or secret.shown in text else ""


def masked(secret: Secret, rest: str) -> bool:
    """Return whether ``rest``, what stands in place of ``secret``, no longer gives it away."""
    if secret.kind == "expiry":
        return not figures_of(rest)
    kept = LAST_FOUR if secret.kind == "pan" else 0
    shown = [sign for sign in secret.shown if sign.isalnum()]
    signs = [sign for sign in rest if sign.isalnum()]
    if len(shown) != len(secret.digits):  # spelled out: a digit is a word
        shown, signs = WORD.findall(secret.shown), WORD.findall(rest)
    return len(signs) <= kept and signs == shown[len(shown) - len(signs) :]


def _wrong(mail: Labelled, kind: str, scrubbed: Scrubbed, left: dict[Secret, list[str]]) -> int:
    """Return how many findings of ``kind`` fit no secret, or are too many for the secrets."""
    if any(secret.kind == "free" for secret in mail.secrets):
        return 0
    secrets = [secret for secret in left if secret.kind == kind]
    endings = [figures_of(found.masked) for found in scrubbed.findings if found.kind == kind]
    unfit = sum(not any(s.digits.endswith(end) for s in secrets) for end in endings)
    return max(unfit, len(endings) - sum(len(left[secret]) for secret in secrets))
