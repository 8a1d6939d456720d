"""deploy/mx: STARTTLS in front, a real Dovecot by LMTP behind."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.mails import CARD_MAIL, assert_masked
from tests.servers.client import Client
from tests.servers.dovecot import USERS, Dovecot
from tests.servers.relay import Relay
from tests.servers.systemd import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.certificates import Certificate

MX: Final = ROOT / "deploy" / "mx"


@pytest.fixture(scope="module")
def mailboxes() -> Iterator[Dovecot]:
    """Return a Dovecot with the socket of deploy/mx; the tests' relay runs as root."""
    settings = (MX / "10-scrubber.conf").read_text(encoding="ascii")
    with Dovecot(settings=settings.replace("user = scrubber", "user = root")) as server:
        yield server


@pytest.fixture(scope="module")
def server(
    mailboxes: Dovecot, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Relay]:
    """Return a relay with the configuration of deploy/mx, at a port of the test's."""
    text = (MX / "scrubber.toml").read_text(encoding="ascii")
    secrets = "/run/credentials/scrubber-relay.service"
    text = text.replace(f"{secrets}/certificate.pem", str(certificate.certificate))
    text = text.replace(f"{secrets}/key.pem", str(certificate.key))
    socket = f"lmtp://{mailboxes.directory}/run/lmtp-scrubber"
    with Relay(tmp_path_factory.mktemp("mx"), socket, config=text) as running:
        yield running


def test_a_mail_by_tls_is_in_the_mailbox_masked(
    server: Relay, mailboxes: Dovecot, certificate: Certificate
) -> None:
    """Before Dovecot has taken it the sender gets no 250."""
    with Client(server.port) as client:
        client.hello()
        assert client.command("STARTTLS").code == 220
        client.start_tls(ssl.create_default_context(cafile=str(certificate.certificate)))
        client.envelope()
        assert client.message(CARD_MAIL).code == 250
    [mail] = mailboxes.mails(USERS[0])
    assert_masked(mail)


@pytest.mark.parametrize(
    ("recipient", "code"), [("nobody@shop.example", 550), ("somebody@elsewhere.example", 554)]
)
def test_who_is_not_here_is_refused_at_once(server: Relay, recipient: str, code: int) -> None:
    """Unknown mailboxes by Dovecot, other domains by the relay; no bounce is ever written."""
    with Client(server.port) as client:
        client.hello()
        client.command("MAIL FROM:<customer@customer.example>")
        assert client.command(f"RCPT TO:<{recipient}>").code == code
