"""``[reply]``: through which server answers leave, whose word on senders counts, how many go."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, model_validator

from scrubber.addresses import Listen, SubmissionAddress, parse_listen, parse_submission
from scrubber.config.values import STRICT, Count, FilePath, domain, read_by

_KNOWN: Final[dict[str, dict[str, Any]]] = {
    # Gmail writes its results below its own line, and "by 2002:a05:..." for each step within.
    "mx.google.com": {"trusted_by": ["mx.google.com", "2002:a00::/24"], "results": "below"},
    # Microsoft 365 writes no authserv-id; its servers talk to each other by IPv6.
    "": {"trusted_by": [".outlook.com", ".office365.com", "2603:1000::/24", "2a01:111::/32"]},
}
"""What the headers of large providers look like, by their authserv-id."""


def _host(text: str) -> str | IPv4Network | IPv6Network:
    """Read a network, a host, or with a leading dot all hosts of a domain."""
    try:
        return ip_network(text)
    except ValueError:
        return "." + domain(text[1:]) if text.startswith(".") else domain(text)


class ReplySettings(BaseModel):
    """``[reply]``: without this table nothing is ever sent.

    ``authserv_id`` is empty for a provider that writes no name, and None where no server before us
    looks: then we ask the DNS ourselves.  ``trusted_by`` are the hosts whose Received lines are our
    own, ``authserv_id`` alone where nothing is given.
    """

    model_config = STRICT

    submission: Annotated[SubmissionAddress, read_by(parse_submission)] = Field(
        description="smtp://USER@HOST:PORT or smtps://USER@HOST, without USER where none is needed",
        examples=['submission = "smtps://shop%40shop.example@mail.example"'],
    )
    """The server through which answers leave."""
    password_file: FilePath | None = Field(
        default=None,
        description="the path of a file that only we may read",
        examples=['password_file = "/etc/scrubber/submission.password"'],
    )
    """Its first line is the password; chmod 600.  A systemd credential of the same name wins.
    Without it the user logs in as the [[mailbox]] of the same user does, be it by OAuth 2.0.
    """
    copy_to: str | None = Field(
        default=None,
        min_length=1,
        description="the user in the url of a [[mailbox]]",
        examples=['copy_to = "orders@shop.example"'],
    )
    """A copy of each answer goes into the folder for sent mail of this [[mailbox]].  Gmail and
    Microsoft 365 keep one by themselves.
    """
    authserv_id: str | None = Field(
        default=None,
        pattern=r"^[^\s;()]*$",
        description="the name that your mail server writes into Authentication-Results",
        examples=['authserv_id = "mx.shop.example"'],
    )
    """Whose Authentication-Results are believed.  Leave it out where no server stands before this
    one: then the DNS is asked for DKIM, SPF and DMARC.
    """
    trusted_by: tuple[Annotated[str | IPv4Network | IPv6Network, read_by(_host)], ...] = Field(
        default=(),
        description='a list of hosts, of domains as ".shop.example", of networks',
        examples=['trusted_by = ["mx.shop.example", "10.0.0.0/8"]'],
    )
    """Your servers, by the names in their Received lines, and networks that only they are in.
    Without it: authserv_id itself, and what is known of Gmail's and Microsoft's.
    """
    results: Literal["above", "below"] = Field(
        default="above", description='"above" or "below"', examples=['results = "above"']
    )
    """Where the server of authserv_id writes them: above its own Received line, or below it, as
    Gmail and most milters of Postfix do.  "below" only if it never takes a mail without writing
    them (milter_default_action = tempfail): then the first below its line is its own.
    """
    nameserver: Annotated[Listen, read_by(parse_listen)] | None = Field(
        default=None, description="HOST:PORT", examples=['nameserver = "127.0.0.1:53"']
    )
    """The DNS server to ask by IP address, where authserv_id is left out.  Else the system's."""
    texts: FilePath | None = Field(
        default=None,
        description="the path of a directory with texts of your own",
        examples=['texts = "replies"'],
    )
    """A directory with texts of your own."""
    questions: bool = Field(
        default=True, strict=True, description="true or false", examples=["questions = true"]
    )
    """Also answer "may I mail you my card?"
    """
    reminders: Annotated[int, Field(strict=True, ge=0, le=3)] = Field(
        default=0, description="a whole number from 0 to 3", examples=["reminders = 1"]
    )
    """How often somebody is reminded of an open order about which he was answered; never once it is
    paid."""
    reminder_days: Count = Field(
        default=7, description="a whole number above 0", examples=["reminder_days = 7"]
    )
    """How many days after the answer, and between two reminders."""
    per_hour: Count = Field(
        default=1, description="a whole number above 0", examples=["per_hour = 1"]
    )
    """Answers to one sender about one order in an hour."""
    per_day: Count = Field(
        default=3, description="a whole number above 0", examples=["per_day = 3"]
    )
    """The same in a day."""
    total_per_hour: Count = Field(
        default=100, description="a whole number above 0", examples=["total_per_hour = 100"]
    )
    """Answers over all in an hour."""

    @model_validator(mode="before")
    @classmethod
    def _trust_the_authority(cls, given: object) -> object:
        if not isinstance(given, dict) or given.get("trusted_by"):
            return given
        name = given.get("authserv_id")
        known = {"trusted_by": [name]} if name else {}
        return known | _KNOWN.get(name, {}) | given if isinstance(name, str) else given

    @model_validator(mode="after")
    def _can_log_in(self) -> ReplySettings:
        if self.password_file is not None and not self.submission.user:
            raise ValueError("password_file needs a user in submission, or leave it out")
        return self
