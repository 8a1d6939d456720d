"""What may be answered to the questions of ``scrubber init``; a wrong answer says what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, get_args

import click

from scrubber import rulebook
from scrubber.addresses import parse_imap, parse_next_hop
from scrubber.config import PaymentSettings
from scrubber.config.orders import SOURCES
from scrubber.config.shop import web_address

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

NONE = "none"
OWN_PAGE = "template"
CSV = "csv"


def providers() -> tuple[str, ...]:
    """Return the providers whose links can be made, but for a page of one's own."""
    names: tuple[str, ...] = get_args(PaymentSettings.model_fields["provider"].annotation)
    return tuple(name for name in names if name != OWN_PAGE)


def shop_systems() -> tuple[str, ...]:
    """Return the sources of orders, but for a CSV file."""
    return tuple(name for name in SOURCES if name != CSV)


def languages() -> tuple[str, ...]:
    """Return the languages in which customers can be answered."""
    return tuple(sorted(file.stem for file in (rulebook.directory() / "replies").glob("*.toml")))


def mode(answer: str) -> str:
    """Return ``relay`` or ``watch``.  Raises click.BadParameter."""
    answer = answer.strip().lower()
    if answer not in ("relay", "watch"):
        raise click.BadParameter("expected relay or watch")
    return answer


def next_hop(answer: str) -> str:
    """Return the URL of a next hop.  Raises click.BadParameter."""
    hop = _read_by(parse_next_hop, answer.strip())
    if hop.path is not None and not hop.path.is_absolute():
        raise click.BadParameter(
            "expected the whole path, since a service starts elsewhere: "
            f"{hop.kind}:{hop.path.absolute()}"
        )
    return answer.strip()


def mailbox(answer: str) -> str:
    """Return the URL of an IMAP account, encoded where that was forgotten.

    Raises click.BadParameter.
    """
    return str(_read_by(parse_imap, answer.strip()))


def language(answer: str) -> str:
    """Return two letters.  Raises click.BadParameter."""
    answer = answer.strip().lower()
    if answer not in languages():
        raise click.BadParameter(f"expected one of {', '.join(languages())}")
    return answer


def payment(answer: str) -> str:
    """Return a provider, an https address, or none.  Raises click.BadParameter."""
    answer = answer.strip()
    if "://" in answer:
        return _read_by(web_address, answer)
    if answer.lower() in (NONE, OWN_PAGE, *providers()):
        return answer.lower()
    raise click.BadParameter(f"expected an https address, none, or one of {', '.join(providers())}")


def orders(answer: str) -> str:
    """Return a file, a kind of shop system, or none.  Raises click.BadParameter."""
    answer = answer.strip()
    if answer.lower() in (NONE, *SOURCES):
        return answer.lower()
    if answer.lower().endswith(f".{CSV}") and answer.isprintable():
        return answer
    raise click.BadParameter(
        f"expected the path of a .csv file, none, or one of {', '.join(shop_systems())}"
    )


def _read_by(parse: Callable[[str], T], answer: str) -> T:
    try:
        return parse(answer)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
