"""OAuth 2.0 against a login server of our own: what is asked, what is kept, and how often."""

from __future__ import annotations

import base64
import json
import stat
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from scrubber.errors import ConfigError
from scrubber.mailboxes.imap_errors import LoginError, LostConnectionError
from scrubber.mailboxes.imap_oauth import App, GoogleTokens, MicrosoftTokens, token_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USER = "orders@shop.example"
TENANT = "11111111-2222-3333-4444-555555555555"
APP = App("client", TENANT)
SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All"
LOGIN = f"https://login.microsoftonline.com/{TENANT}"


class MicrosoftLogin:
    """Plays Microsoft's login server to msal: strict about the address and the form."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.grants: list[str] = []
        self.scopes: list[str] = []
        self.refuses = False

    def get(self, url: str, **_: object) -> SimpleNamespace:
        """Answer with the tenant's description (OpenID Connect Discovery)."""
        if "/common/discovery/instance" in url:
            name = "login.microsoftonline.com"
            hosts = {"preferred_network": name, "preferred_cache": name, "aliases": [name]}
            return self._answer({"tenant_discovery_endpoint": url, "metadata": [hosts]})
        assert url.startswith(LOGIN)
        return self._answer(
            {
                "issuer": f"{LOGIN}/v2.0",
                "authorization_endpoint": f"{LOGIN}/oauth2/v2.0/authorize",
                "token_endpoint": f"{LOGIN}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{LOGIN}/oauth2/v2.0/devicecode",
            }
        )

    def post(self, url: str, data: dict[str, str], **_: object) -> SimpleNamespace:
        """Give a device code, or a token."""
        assert data["client_id"] == "client"
        if url.endswith("/devicecode"):
            assert "IMAP.AccessAsUser.All" in data["scope"]
            self.scopes.append(data["scope"])
            return self._answer(
                {
                    "device_code": "d",
                    "user_code": "ABCD",
                    "message": "enter ABCD",
                    "interval": 0,
                    "expires_in": 900,
                }
            )
        assert url == f"{LOGIN}/oauth2/v2.0/token"
        self.grants.append(data["grant_type"])
        if self.refuses:
            return self._answer({"error": "invalid_grant", "error_description": "no"}, 400)
        if data["grant_type"] == "client_credentials":  # RFC 6749 section 4.4: nobody is named
            token = f"token {len(self.grants)}"
            return self._answer({"token_type": "Bearer", "access_token": token, "expires_in": 3600})
        claims = {
            "sub": "s",
            "oid": "o",
            "tid": TENANT,
            "preferred_username": USER,
            "aud": "client",
            "iss": f"{LOGIN}/v2.0",
            "exp": 9_999_999_999,
            "iat": 1,
        }
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        info = base64.urlsafe_b64encode(json.dumps({"uid": "o", "utid": TENANT}).encode()).decode()
        return self._answer(
            {
                "token_type": "Bearer",
                "access_token": f"token {len(self.grants)}",
                "refresh_token": "r",
                "id_token": f"e30.{body}.x",
                "client_info": info.rstrip("="),
                "expires_in": 3600,
                "scope": SCOPE,
            }
        )

    def close(self) -> None:
        """Do nothing."""

    def _answer(self, body: dict[str, Any], status: int = 200) -> SimpleNamespace:
        return SimpleNamespace(
            status_code=status, text=json.dumps(body), headers={}, raise_for_status=lambda: None
        )


def test_a_person_logs_in_at_microsoft_once(tmp_path: Path) -> None:
    """The device code is shown; the token is kept for its owner alone, and asked for once."""
    http = MicrosoftLogin()
    shown: list[str] = []
    file = token_file(tmp_path, USER)
    MicrosoftTokens(APP, USER, file, http).log_in(shown.append)
    assert shown == ["enter ABCD"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    again = MicrosoftTokens(APP, USER, file, http)
    assert again.token(fresh=False) == "token 1"
    assert len(http.grants) == 1


def test_only_who_sends_asks_for_the_right_to_send(tmp_path: Path) -> None:
    """Submitting mail is a right of its own at Microsoft."""
    http = MicrosoftLogin()
    for sends in (False, True):
        tokens = MicrosoftTokens(APP, USER, token_file(tmp_path, USER), http, sends=sends)
        tokens.log_in(lambda _: None)
    assert ["SMTP.Send" in scope for scope in http.scopes] == [False, True]


def test_a_fresh_token_is_asked_for_when_one_was_refused(tmp_path: Path) -> None:
    """By the refresh token, and without a person; when that is refused too, one is needed."""
    http = MicrosoftLogin()
    tokens = MicrosoftTokens(APP, USER, token_file(tmp_path, USER), http)
    tokens.log_in(lambda _: None)
    assert tokens.token(fresh=True) == "token 2"
    assert http.grants[-1] == "refresh_token"
    http.refuses = True
    with pytest.raises(LoginError, match=f"scrubber login {USER}"):
        tokens.token(fresh=True)


def test_an_app_logs_in_at_microsoft_by_its_secret(tmp_path: Path) -> None:
    """Client credentials: nobody has to log in."""
    http = MicrosoftLogin()
    app = App("client", TENANT, "hunter2")
    tokens = MicrosoftTokens(app, USER, token_file(tmp_path, USER), http)
    assert tokens.token(fresh=False) == "token 1"
    assert http.grants == ["client_credentials"]
    assert tokens.token(fresh=False) == "token 1"
    assert tokens.token(fresh=True) == "token 2"
    assert "hunter2" not in token_file(tmp_path, USER).read_text(encoding="utf-8")


def test_without_a_login_the_command_is_named(tmp_path: Path) -> None:
    """For both providers."""
    for tokens in (
        MicrosoftTokens(APP, USER, token_file(tmp_path, USER), MicrosoftLogin()),
        GoogleTokens(APP, USER, token_file(tmp_path, USER)),
    ):
        with pytest.raises(LoginError, match=f"scrubber login {USER}"):
            tokens.token(fresh=False)


class _Google(BaseHTTPRequestHandler):
    """Plays Google's token endpoint (RFC 6749 section 6)."""

    server: HTTPServer
    answers: list[int]

    def do_POST(self) -> None:
        """Give a new access token for a refresh token."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert form["grant_type"] == ["refresh_token"]
        assert form["refresh_token"] == ["r"]
        status = self.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        body = {"access_token": "new", "expires_in": 3600, "token_type": "Bearer"}
        self.wfile.write(json.dumps(body if status == 200 else {"error": "invalid_grant"}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def google() -> Iterator[str]:
    """Return the address of a token endpoint that gives a token once, and then none."""
    _Google.answers = [200, 400]
    with HTTPServer(("127.0.0.1", 0), _Google) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/token"
        server.shutdown()
        thread.join()


def kept(file: Path, uri: str, left: timedelta) -> None:
    """Write what a login has left, with so much time left."""
    expiry = (datetime.now(UTC) + left).strftime("%Y-%m-%dT%H:%M:%SZ")
    file.write_text(
        json.dumps(
            {
                "token": "old",
                "refresh_token": "r",
                "token_uri": uri,
                "client_id": "c",
                "client_secret": "s",
                "expiry": expiry,
            }
        ),
        encoding="utf-8",
    )


def test_google_tokens_are_renewed_in_good_time(google: str, tmp_path: Path) -> None:
    """Before they expire, or when one was refused; what is new is kept."""
    file = token_file(tmp_path, USER)
    tokens = GoogleTokens(App("c", "", "s"), USER, file)
    kept(file, google, timedelta(hours=1))
    assert tokens.token(fresh=False) == "old"
    kept(file, google, timedelta(minutes=1))
    assert tokens.token(fresh=False) == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert tokens.token(fresh=False) == "new"
    with pytest.raises(LoginError, match=f"scrubber login {USER}"):
        tokens.token(fresh=True)


def test_a_login_server_that_is_away_is_waited_for(tmp_path: Path) -> None:
    """That is no reason to ask a person; and its texts are not repeated."""
    file = token_file(tmp_path, USER)
    kept(file, "http://127.0.0.1:9/token", timedelta(0))
    with pytest.raises(LostConnectionError, match="cannot be reached, or gives no usable answer"):
        GoogleTokens(App("c", "", "s"), USER, file).token(fresh=False)


@pytest.mark.parametrize("kind", [MicrosoftTokens, GoogleTokens])
def test_without_the_library_the_extra_is_named(
    kind: type[MicrosoftTokens | GoogleTokens], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is installed by those only who need it."""
    for name in ("msal", "google.auth.exceptions"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(ConfigError, match="pip install 'scrubber"):
        kind(APP, USER, token_file(tmp_path, USER)).token(fresh=False)
