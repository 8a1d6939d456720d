"""``[shop]``: who writes to customers, and how to reach him."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from scrubber.config.values import STRICT, domain, read_by


def address(text: str) -> str:
    """Return a mail address, its domain in lower case and in A-label form.  Raises ValueError."""
    local, at, host = text.strip().rpartition("@")
    if not at or not local or any(char.isspace() or not char.isprintable() for char in text):
        raise ValueError("expected an address")
    return f"{local}@{domain(host)}"


def web_address(text: str) -> str:
    """Return an https address that has a host and names nobody.  Raises ValueError."""
    parts = urlsplit(text)
    seen = text.isprintable() and " " not in text
    if parts.scheme != "https" or not parts.hostname or parts.username or not seen:
        raise ValueError("expected an https address")
    return text


Address = Annotated[str, read_by(address)]
WebAddress = Annotated[str, read_by(web_address)]


def _line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("expected one line")
    return text.strip()


Line = Annotated[str, read_by(_line)]


class ShopSettings(BaseModel):
    """``[shop]``: the shop as its answers show it, and which addresses are its own."""

    model_config = STRICT

    name: Annotated[Line, Field(min_length=1)] = Field(
        description="the name of the shop", examples=['name = "Muebles Roble"']
    )
    """The name that customers know."""
    address: Address = Field(
        description="the address that customers write to",
        examples=['address = "shop@shop.example"'],
    )
    """Customers write to it, answers come from it."""
    website: WebAddress = Field(
        description="an https address", examples=['website = "https://shop.example"']
    )
    """Where customers find the shop."""
    phone: Line = Field(
        default="",
        description="the telephone number that stands on the website",
        examples=['phone = "+34 600 000 000"'],
    )
    """The number that stands on the website."""
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = Field(
        default="en", description="two letters (ISO 639-1)", examples=['language = "es"']
    )
    """The language of answers, when nothing better is known."""
    addresses: tuple[Address, ...] = Field(
        default=(),
        description="a list of further addresses of the shop",
        examples=['addresses = ["billing@shop.example"]'],
    )
    """Further addresses of your own: never answered."""
    domains: tuple[Annotated[str, read_by(domain)], ...] = Field(
        default=(),
        description="a list of domains that only the shop writes from",
        examples=['domains = ["shop.example"]'],
    )
    """Domains that only you write from: never answered.  So is the one of your address, if your
    website has it, too.
    """
    genuine: WebAddress | None = Field(
        default=None,
        description="the https address of a page that says which mails are yours",
        examples=['genuine = "https://shop.example/our-mails"'],
    )
    """A page where customers can check that a mail is yours."""
    imprint: tuple[Line, ...] = Field(
        default=(),
        description="a list of lines",
        examples=['imprint = ["Calle Mayor 1, 28013 Madrid", "CIF B00000000"]'],
    )
    """Lines at the end of each answer."""
    in_person: bool = Field(
        default=False, strict=True, description="true or false", examples=["in_person = true"]
    )
    """Whether customers may also pay on the spot."""
    holder: Line = Field(
        default="",
        description="whose bank account it is",
        examples=['holder = "Muebles Roble SL"'],
    )
    """Whose bank account it is, for transfers."""
    account: Line = Field(
        default="",
        description="the bank account for transfers",
        examples=['account = "ES91 2100 0418 4502 0005 1332"'],
    )
    """The bank account, for transfers."""
