"""``[payment]``: with whom customers pay."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, model_validator

from scrubber.config.shop import Line, WebAddress
from scrubber.config.values import STRICT, ApiAddress, FilePath, read_by

PLACEHOLDERS = ("order", "amount", "currency")


def _template(text: str) -> str:
    """Return an https address with placeholders behind its host.  Raises ValueError."""
    names = [name for _, name, spec, form in Formatter().parse(text) if name is not None]
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or "{" in parts.netloc or parts.username:
        raise ValueError("expected an https address")
    if not set(names) <= set(PLACEHOLDERS) or any(x in text for x in ("{{", "}}", ":}", "!")):
        raise ValueError("expected placeholders")
    return text


NEEDED = {
    "template": ("url",),
    "stripe": ("key_file",),
    "square": ("key_file", "location"),
    "paypal": ("client_id", "key_file"),
    "payu": ("merchant", "client_id", "key_file"),
    "przelewy24": ("merchant", "key_file", "signature_file", "general"),
    "dotpay": ("merchant", "key_file", "signature_file", "general"),
    "mollie": ("key_file",),
    "adyen": ("merchant", "key_file"),
}
"""Which keys a provider needs beside its name."""
_EXPLAINED = {
    "dotpay": ".  Dotpay is a part of Przelewy24 now: what is needed are the merchant number and "
    "keys of your account with Przelewy24"
}

PrintableWord = Annotated[str, Field(pattern=r"^[!-~]+$")]


class PaymentSettings(BaseModel):
    """``[payment]``: the provider of payment links, and what it needs: ``NEEDED`` says of whom."""

    model_config = STRICT

    provider: Literal[
        "template",
        "stripe",
        "square",
        "paypal",
        "payu",
        "przelewy24",
        "dotpay",
        "mollie",
        "adyen",
    ] = Field(
        description='"template", "stripe", "square", "paypal", "payu", "przelewy24", "mollie" or '
        '"adyen"',
        examples=['provider = "stripe"'],
    )
    """Who makes payment links; "template" is a page of your own.

    "dotpay" is another name for "przelewy24", which has taken Dotpay over."""
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
    """Stripe: a restricted key.  Square: an access token.  PayPal, PayU: the app's secret.
    Przelewy24: the report key.  Mollie, Adyen: an API key.  chmod 600."""
    location: str | None = Field(
        default=None,
        pattern="^[A-Za-z0-9_-]+$",
        description="the ID of your Square location",
        examples=['location = "L88917AVBK2S5"'],
    )
    """Square only."""
    client_id: PrintableWord | None = Field(
        default=None,
        description="the client ID of your app or point of sale",
        examples=['client_id = "300746"'],
    )
    """PayPal: the app's client ID.  PayU: the OAuth client ID of the POS."""
    merchant: PrintableWord | None = Field(
        default=None,
        description="the name or number of your account with the provider",
        examples=['merchant = "300746"'],
    )
    """PayU: the POS number.  Przelewy24: the merchant number.  Adyen: the merchant account."""
    live_prefix: str | None = Field(
        default=None,
        pattern="^[A-Za-z0-9-]+$",
        description="the prefix of your live addresses",
        examples=['live_prefix = "1797a841fbb37ca7-RobleFurniture"'],
    )
    """Adyen only, for real payments: Customer Area, Developers, API URLs."""
    signature_file: FilePath | None = Field(
        default=None,
        description="the path of a file that only we may read",
        examples=['signature_file = "/etc/scrubber/signature.key"'],
    )
    """What the provider signs its notifications with, for "scrubber webhook": Stripe's signing
    secret, Square's signature key, PayU's second key, Adyen's HMAC key; Przelewy24's CRC key, too,
    which links need anyway."""
    webhook: WebAddress | None = Field(
        default=None,
        description="the https address at which the provider reaches scrubber webhook",
        examples=['webhook = "https://shop.example/payment-webhook"'],
    )
    """Where your web server hands notifications of payments on to "scrubber webhook"."""
    webhook_id: PrintableWord | None = Field(
        default=None,
        description="the ID of your webhook at PayPal",
        examples=['webhook_id = "5GP028458E2496506"'],
    )
    """PayPal only: the ID that PayPal has given to the webhook."""
    days: Annotated[int, Field(strict=True, ge=1, le=69)] = Field(
        default=14, description="a whole number from 1 to 69", examples=["days = 14"]
    )
    """For how many days a link can be paid.  Przelewy24 and a template have no such end."""
    sandbox: bool = Field(
        default=False, strict=True, description="true or false", examples=["sandbox = true"]
    )
    """Whether the provider's test system is used."""
    api: ApiAddress | None = Field(
        default=None,
        description="the base address of the provider's API",
        examples=['api = "https://api.stripe.com"'],
    )
    """For a proxy; leave it out."""

    @model_validator(mode="after")
    def _has_what_the_provider_needs(self) -> PaymentSettings:
        for key in NEEDED[self.provider]:
            if getattr(self, key) is None:
                line = (type(self).model_fields[key].examples or [])[0]
                raise ValueError(
                    f'provider = "{self.provider}" needs {key}; for example: {line}'
                    f"{_EXPLAINED.get(self.provider, '')}"
                )
        if self.provider == "adyen" and not self.sandbox and not (self.live_prefix or self.api):
            raise ValueError('provider = "adyen" needs live_prefix, or sandbox = true')
        return self
