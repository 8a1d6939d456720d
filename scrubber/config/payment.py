"""``[payment]``: with whom customers pay."""

from __future__ import annotations

import re
from string import Formatter
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, model_validator

from scrubber.config.shop import Line, WebAddress
from scrubber.config.values import STRICT, FilePath, read_by

PLACEHOLDERS = ("order", "amount", "currency")
_LOOPBACK = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]+)?/?$")


def _template(text: str) -> str:
    """Return an https address with placeholders behind its host.  Raises ValueError."""
    names = [name for _, name, spec, form in Formatter().parse(text) if name is not None]
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or "{" in parts.netloc or parts.username:
        raise ValueError("expected an https address")
    if not set(names) <= set(PLACEHOLDERS) or any(x in text for x in ("{{", "}}", ":}", "!")):
        raise ValueError("expected placeholders")
    return text


def _api(text: str) -> str:
    """Return the base of an API: https, or this machine itself.  Raises ValueError."""
    parts = urlsplit(text)
    if _LOOPBACK.match(text) or (parts.scheme == "https" and parts.hostname and not parts.query):
        return text.rstrip("/")
    raise ValueError("expected an https address")


class PaymentSettings(BaseModel):
    """``[payment]``: the provider of payment links, and what it needs.

    ``url`` is for the template, ``key_file`` for the others, ``location`` for Square.
    """

    model_config = STRICT

    provider: Literal["template", "stripe", "square"] = Field(
        description='"template", "stripe" or "square"', examples=['provider = "stripe"']
    )
    """Who makes payment links; "template" is a page of your own."""
    name: Line = Field(
        default="",
        description="the name of the provider as customers know it",
        examples=['name = "Stripe"'],
    )
    """The provider, as customers know it."""
    url: Annotated[str, read_by(_template)] | None = Field(
        default=None,
        description="an https address in which {order}, {amount} and {currency} may stand",
        examples=['url = "https://pay.shop.example/?order={order}&amount={amount}"'],
    )
    """The page, for a template."""
    general: WebAddress | None = Field(
        default=None,
        description="the https address of a page where anything can be paid",
        examples=['general = "https://shop.example/pay"'],
    )
    """Where anything can be paid; else the website."""
    key_file: FilePath | None = Field(
        default=None,
        description="the path of a file that only we may read",
        examples=['key_file = "/etc/scrubber/stripe.key"'],
    )
    """Stripe: a restricted key.  Square: an access token.  chmod 600."""
    location: str | None = Field(
        default=None,
        pattern="^[A-Za-z0-9_-]+$",
        description="the ID of your Square location",
        examples=['location = "L88917AVBK2S5"'],
    )
    """Square only."""
    sandbox: bool = Field(
        default=False, strict=True, description="true or false", examples=["sandbox = true"]
    )
    """Whether the provider's test system is used."""
    api: Annotated[str, read_by(_api)] | None = Field(
        default=None,
        description="the base address of the provider's API",
        examples=['api = "https://api.stripe.com"'],
    )
    """For a proxy; leave it out."""

    @model_validator(mode="after")
    def _has_what_the_provider_needs(self) -> PaymentSettings:
        needed = {
            "template": {"url": 'url = "https://pay.shop.example/?order={order}"'},
            "stripe": {"key_file": 'key_file = "/etc/scrubber/stripe.key"'},
            "square": {
                "key_file": 'key_file = "/etc/scrubber/square.key"',
                "location": 'location = "L88917AVBK2S5"',
            },
        }
        for key, line in needed[self.provider].items():
            if getattr(self, key) is None:
                raise ValueError(f'provider = "{self.provider}" needs {key}; for example: {line}')
        return self
