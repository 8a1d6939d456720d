"""``[reply]``: through which server answers leave, whose word on senders counts, how many go."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from scrubber.addresses import SubmissionAddress, parse_submission
from scrubber.config.values import STRICT, Count, FilePath, domain, read_by


def _host(text: str) -> str | IPv4Network | IPv6Network:
    """Read a network, a host, or with a leading dot all hosts of a domain."""
    try:
        return ip_network(text)
    except ValueError:
        return "." + domain(text[1:]) if text.startswith(".") else domain(text)


class ReplySettings(BaseModel):
    """``[reply]``: without this table nothing is ever sent.

    ``authserv_id`` is empty for a provider that writes no name, and None where no server before us
    looks: then we ask the DNS ourselves.  ``trusted_by`` are the hosts whose Received lines may
    stand above a result that is believed, ``authserv_id`` alone where nothing is given.
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
    """Its first line is the password; chmod 600.  A systemd credential of the same name wins."""
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
    """Whose Received lines may stand above those results."""
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
        if isinstance(given, dict) and not given.get("trusted_by") and given.get("authserv_id"):
            return {**given, "trusted_by": [given["authserv_id"]]}
        return given

    @model_validator(mode="after")
    def _can_log_in(self) -> ReplySettings:
        if bool(self.submission.user) != (self.password_file is not None):
            raise ValueError(
                "a user in submission and password_file belong together: write both, or none"
            )
        return self
