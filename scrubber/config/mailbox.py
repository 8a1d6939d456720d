"""``[[mailbox]]``: the accounts that are watched by IMAP, a table each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from scrubber.addresses import ImapAddress, parse_imap
from scrubber.config.values import STRICT, FilePath, read_by


class MailboxSettings(BaseModel):
    """``[[mailbox]]``: an account, how to log in to it, and which of its folders are watched."""

    model_config = STRICT

    url: Annotated[ImapAddress, read_by(parse_imap)] = Field(
        description="imaps://USER@HOST or imap://USER@HOST, an @ within USER written as %40",
        examples=['url = "imaps://orders%40shop.example@imap.example"'],
    )
    """The account; an @ within the user is written as %40."""
    password_file: FilePath | None = Field(
        default=None,
        description="the path of a file that only we may read",
        examples=['password_file = "/etc/scrubber/orders.password"'],
    )
    """Its first line is the password; chmod 600.  A systemd credential of the same name wins."""
    login: Literal["password", "microsoft", "google"] = Field(
        default="password",
        description='"password", "microsoft" or "google"',
        examples=['login = "microsoft"'],
    )
    """Microsoft 365 and Google want OAuth 2.0; then: scrubber login orders@shop.example"""
    client_id: str | None = Field(
        default=None,
        description="the client ID of your app registration, a string",
        examples=['client_id = "11111111-2222-3333-4444-555555555555"'],
    )
    """Of the app that you have registered at Microsoft or Google."""
    client_secret_file: FilePath | None = Field(
        default=None,
        description="the path of a file that only we may read",
        examples=['client_secret_file = "/etc/scrubber/client.secret"'],
    )
    """Microsoft: only to log in as the app itself.  Google: always."""
    tenant: str = Field(
        default="organizations",
        description="a tenant ID or domain, a string",
        examples=['tenant = "shop.example"'],
    )
    """Microsoft only."""
    folders: tuple[str, ...] = Field(
        default=("INBOX",), description="a list of folders", examples=['folders = ["INBOX"]']
    )
    """Which folders are watched, by name."""
    sent: bool = Field(
        default=True, strict=True, description="true or false", examples=["sent = true"]
    )
    """Your own replies quote the number.  Found by its special use, whatever it is called, as are
    the next two.
    """
    trash: bool = Field(
        default=True, strict=True, description="true or false", examples=["trash = true"]
    )
    """What was deleted lies there in clear until it is emptied."""
    drafts: bool = Field(
        default=False, strict=True, description="true or false", examples=["drafts = false"]
    )
    """Only those that nobody has touched for a quarter of an hour."""

    @model_validator(mode="after")
    def _can_log_in(self) -> MailboxSettings:
        if self.login == "password" and self.password_file is None:
            raise ValueError(
                "a password is needed; write for example "
                'password_file = "/etc/scrubber/orders.password"'
            )
        if self.login != "password" and self.client_id is None:
            raise ValueError(f'login = "{self.login}" needs the client_id of an app registration')
        return self
