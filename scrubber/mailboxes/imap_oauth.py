"""OAuth 2.0 tokens for Microsoft 365 and Google, kept in files that only we may read.

The libraries come with the extras ``[microsoft]`` and ``[google]`` and are imported when a token is
asked for.  A token is asked for with each new connection, and both libraries renew one that has
less than five minutes left.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from scrubber.errors import ConfigError
from scrubber.mailboxes.imap_errors import LoginError, LostConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

_OWNER_ONLY = 0o600
_OWNER_ONLY_DIRECTORY = 0o700

# https://learn.microsoft.com/exchange/client-developer/legacy-protocols/
#         how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
_MICROSOFT_READS = "https://outlook.office.com/IMAP.AccessAsUser.All"
_MICROSOFT_SENDS = "https://outlook.office.com/SMTP.Send"
_MICROSOFT_APP_SCOPES = ("https://outlook.office365.com/.default",)
_GOOGLE_SCOPES = ("https://mail.google.com/",)
_GOOGLE_AUTH = "https://accounts.google.com/o/oauth2/auth"
_GOOGLE_TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - where tokens come from


@dataclass(frozen=True, slots=True)
class App:
    """An app registration: who asks, in whose tenant, and with which secret, if it has one."""

    client_id: str
    tenant: str = ""
    secret: str | None = None


class MicrosoftTokens:
    """Tokens by the device code flow (RFC 8628) or, with a secret, for the app itself."""

    def __init__(
        self, app: App, user: str, file: Path, http: object = None, *, sends: bool = False
    ) -> None:
        """Keep what is needed; ``http`` is for tests, and None for msal's own.

        A token is good for reading the mailbox, and if it ``sends`` for submitting mail, too.
        """
        self._app = app
        self._scopes = [_MICROSOFT_READS, *([_MICROSOFT_SENDS] if sends else [])]
        self._user = user
        self._file = file
        self._http = http

    def token(self, *, fresh: bool) -> str:
        """Return an access token.  Raises LoginError, LostConnectionError, ConfigError."""
        return _asked(lambda: self._token(fresh=fresh))

    def log_in(self, show: Callable[[str], object]) -> None:
        """Let a person log in with a browser, here or elsewhere.  Raises LoginError."""
        _asked(lambda: self._log_in(show))

    def _token(self, *, fresh: bool) -> str:
        if self._app.secret is not None:
            client = self._client("ConfidentialClientApplication")
            if fresh:
                client.remove_tokens_for_client()
            found = client.acquire_token_for_client(list(_MICROSOFT_APP_SCOPES))
            return self._settled(client, found)
        client = self._client("PublicClientApplication")
        accounts = client.get_accounts(self._user) or client.get_accounts()
        if not accounts:
            raise LoginError(f"{self._user}: nobody has logged in yet; {_advice(self._user)}")
        found = client.acquire_token_silent(self._scopes, accounts[0], force_refresh=fresh)
        return self._settled(client, found)

    def _log_in(self, show: Callable[[str], object]) -> None:
        client = self._client("PublicClientApplication")
        flow = client.initiate_device_flow(self._scopes)
        if "message" not in flow:
            raise LoginError(
                f"{self._user}: Microsoft does not offer a login to this app; are client_id and "
                "tenant right, and are public client flows allowed?"
            )
        show(flow["message"])
        self._settled(client, client.acquire_token_by_device_flow(flow))

    def _client(self, kind: str) -> Any:  # noqa: ANN401 - of msal
        try:
            import msal
        except ImportError:
            raise ConfigError(
                "login = \"microsoft\" needs more: pip install 'scrubber[microsoft]'"
            ) from None
        cache = msal.SerializableTokenCache()
        with suppress(FileNotFoundError):
            cache.deserialize(self._file.read_text(encoding="utf-8"))
        return getattr(msal, kind)(
            self._app.client_id,
            client_credential=self._app.secret,
            authority=f"https://login.microsoftonline.com/{self._app.tenant}",
            token_cache=cache,
            http_client=self._http,
        )

    def _settled(self, client: Any, found: dict[str, Any] | None) -> str:  # noqa: ANN401
        """Keep what the cache has learned, and return the token."""
        if client.token_cache.has_state_changed:
            _write(self._file, client.token_cache.serialize())
        if not found or "access_token" not in found:
            raise LoginError(f"{self._user}: Microsoft gives no token; {_advice(self._user)}")
        return str(found["access_token"])


class GoogleTokens:
    """Tokens by a login in the browser of this machine (RFC 8252)."""

    def __init__(self, app: App, user: str, file: Path) -> None:
        """Keep what is needed."""
        self._app = app
        self._user = user
        self._file = file

    def token(self, *, fresh: bool) -> str:
        """Return an access token.  Raises LoginError, LostConnectionError, ConfigError."""
        return _asked(lambda: self._token(fresh=fresh))

    def log_in(self, show: Callable[[str], object]) -> None:
        """Let a person log in with the browser of this machine.  Raises LoginError."""
        _asked(lambda: self._log_in(show))

    def _token(self, *, fresh: bool) -> str:
        try:
            from google.auth.exceptions import RefreshError
            from google.auth.transport.requests import Request
            from google.oauth2.credentials import Credentials
        except ImportError:
            raise _no_google() from None
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise LoginError(
                f"{self._user}: nobody has logged in yet; {_advice(self._user)}"
            ) from None
        expiry = datetime.fromisoformat(known["expiry"]).replace(tzinfo=None)  # google wants UTC so
        credentials = Credentials(  # type: ignore[no-untyped-call]
            known["token"],
            refresh_token=known["refresh_token"],
            token_uri=known["token_uri"],
            client_id=known["client_id"],
            client_secret=known["client_secret"],
            expiry=expiry,
        )
        if fresh or not credentials.valid:
            try:
                credentials.refresh(Request())  # type: ignore[no-untyped-call]
            except RefreshError:
                raise LoginError(
                    f"{self._user}: Google gives no token; {_advice(self._user)}"
                ) from None
            _write(self._file, credentials.to_json())  # type: ignore[no-untyped-call]
        return str(credentials.token)

    def _log_in(self, show: Callable[[str], object]) -> None:
        try:
            from google_auth_oauthlib.flow import InstalledAppFlow
        except ImportError:
            raise _no_google() from None
        client = {
            "client_id": self._app.client_id,
            "client_secret": self._app.secret,
            "auth_uri": _GOOGLE_AUTH,
            "token_uri": _GOOGLE_TOKEN,
        }
        flow = InstalledAppFlow.from_client_config({"installed": client}, _GOOGLE_SCOPES)
        show("Log in with the browser that opens now, or at the address below, on this machine.")
        credentials = flow.run_local_server(port=0, login_hint=self._user)
        _write(self._file, credentials.to_json())


def token_file(state: Path, mailbox: str) -> Path:
    """Return where the tokens of an account are kept.  Raises ConfigError."""
    directory = state / "tokens"
    try:
        directory.mkdir(mode=_OWNER_ONLY_DIRECTORY, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"cannot make {directory}: {error.strerror}") from None
    return directory / quote(mailbox, safe="@")


def _write(file: Path, text: str) -> None:
    """Write a file that only we may read; whoever reads it finds the old one or the new one."""
    temporary = file.with_name(f"{file.name}.new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(file)
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror}") from None


def _asked(ask: Callable[[], T]) -> T:
    """Ask; what the libraries say when they cannot reach anybody is not told, only that."""
    try:
        return ask()
    except (ConfigError, LoginError):
        raise
    except Exception:  # noqa: BLE001 - of requests, of msal, of google: their texts hold tokens
        words = "the provider's login server cannot be reached, or gives no usable answer"
        raise LostConnectionError(words) from None


def _advice(user: str) -> str:
    return f"run: scrubber login {user} --config FILE"


def _no_google() -> ConfigError:
    return ConfigError("login = \"google\" needs more: pip install 'scrubber[google]'")
