"""The units run under a real systemd, in the sandbox that they ask for."""

from __future__ import annotations

import ssl
import subprocess
from time import sleep
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest

from tests.acceptance.mails import CARD_MAIL, assert_masked
from tests.servers.client import Client, send_mail
from tests.servers.dovecot import PASSWORD, USERS, Dovecot
from tests.servers.ports import free_port, is_listening
from tests.servers.programs import need
from tests.servers.systemd import ROOT, Systemd
from tests.servers.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.certificates import Certificate

UNITS: Final = ROOT / "deploy" / "systemd"
SERVICES: Final = sorted(UNITS.glob("*.service"))
UNIT: Final = "/run/systemd/system"
EXPOSURE: Final = 20
"""Tenths: systemd-analyze(1) calls 2.0 OK; a service without any sandbox has 9.6."""

CONFIGURATION: Final = """
[relay]
listen = "127.0.0.1:{port}"

[[mailbox]]
url = "imap://orders@127.0.0.1:{closed}"
password_file = "/etc/scrubber/orders.password"
"""


@pytest.fixture(scope="module")
def systemd() -> Iterator[Systemd]:
    """Return a systemd that knows the units of deploy/."""
    with Systemd() as running:
        for file in UNITS.iterdir():
            running.write(f"{UNIT}/{file.name}", file.read_text(encoding="ascii"))
        yield running


def name(path: Path) -> str:
    """Return what a case is called."""
    return path.name


@pytest.mark.parametrize("unit", sorted(UNITS.iterdir()), ids=name)
def test_a_unit_is_right(systemd: Systemd, unit: Path) -> None:
    """Every line is known, and every program is there."""
    systemd.run("systemd-analyze", "verify", "--man=no", f"{UNIT}/{unit.name}")


@pytest.mark.parametrize("unit", SERVICES, ids=name)
def test_a_service_may_do_little(unit: Path) -> None:
    """By systemd's own measure."""
    subprocess.run(
        [
            *(need("systemd-analyze"), "security", "--offline=yes"),
            *(f"--threshold={EXPOSURE}", str(unit)),
        ],
        check=True,
        capture_output=True,
    )


def started(systemd: Systemd, port: int) -> None:
    """Start the relay, and wait until it listens."""
    systemd.run("systemctl", "daemon-reload")
    systemd.run("systemctl", "start", "scrubber-relay.service")
    try:
        wait_until(lambda: is_listening(port), "the relay listens")
    except TimeoutError:
        pytest.fail(systemd.journal("scrubber-relay.service"))


@pytest.mark.long
def test_the_relay_runs_in_its_sandbox(systemd: Systemd) -> None:
    """It masks a mail, reads a secret that only root can read, and leaves no core."""
    port = free_port()
    configuration = CONFIGURATION.format(port=port, closed=free_port())
    systemd.write("/etc/scrubber/scrubber.toml", configuration)
    systemd.write("/etc/scrubber/orders.password", "secret\n", 0o600)
    unit = (UNITS / "scrubber-relay.service").read_text(encoding="ascii")
    unit = unit.replace("#LoadCredential=submission", "LoadCredential=orders")
    unit = unit.replace("submission.password", "orders.password")
    systemd.write(f"{UNIT}/scrubber-relay.service", unit)
    started(systemd, port)
    assert send_mail(port, CARD_MAIL).code == 250
    mail = systemd.run("sh", "-c", "cat /var/lib/scrubber/Maildir/new/*")
    assert_masked(mail.encode().replace(b"\n", b"\r\n"))
    limits = systemd.run("sh", "-c", "cat /proc/$(pgrep --oldest --euid scrubber)/limits")
    [core] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"]
    systemd.run("systemctl", "stop", "scrubber-relay.service")
    shown = systemd.run("systemctl", "show", "--property=Result", "scrubber-relay.service")
    assert shown == "Result=success\n"


@pytest.mark.long
def test_the_audit_reports_what_it_may_only_read(systemd: Systemd) -> None:
    """Found card data is no failure of the service, and each quarter's page replaces the last."""
    maildir = "/var/lib/shop/Maildir"
    systemd.write(f"{maildir}/new/1.a", CARD_MAIL.decode("ascii"))
    systemd.run("sh", "-c", f"cd {maildir} && mkdir cur tmp")
    systemd.run("chgrp", "-R", "mail", "/var/lib/shop")
    systemd.run("chmod", "-R", "g+rX,o-rwx", "/var/lib/shop")
    systemd.write("/etc/scrubber/scrubber.toml", "[relay]\n")
    unit = (UNITS / "scrubber-audit.service").read_text(encoding="ascii")
    systemd.write(f"{UNIT}/scrubber-audit.service", unit.replace("/var/mail", "/var/lib/shop"))
    systemd.run("systemctl", "daemon-reload")
    for _ in range(2):
        systemd.run("systemctl", "start", "scrubber-audit.service")
    assert "found: 1 card number, " in systemd.journal("scrubber-audit.service")
    assert systemd.run("stat", "--format=%a %U", "/var/lib/scrubber/audit.html") == "600 scrubber\n"


@pytest.mark.long
def test_the_timer_starts_the_audit(systemd: Systemd) -> None:
    """Each quarter, within some hours, and later if the machine was off; here in a moment."""
    systemd.run("systemd-analyze", "calendar", "quarterly")
    maildir = "/var/lib/timed/Maildir"
    systemd.write(f"{maildir}/new/1.a", CARD_MAIL.decode("ascii"))
    systemd.run("sh", "-c", f"cd {maildir} && mkdir cur tmp && chmod -R a+rX /var/lib/timed")
    systemd.write("/etc/scrubber/scrubber.toml", "[relay]\n")
    unit = (UNITS / "scrubber-audit.service").read_text(encoding="ascii")
    systemd.write(f"{UNIT}/scrubber-audit.service", unit.replace("/var/mail", "/var/lib/timed"))
    soon = "[Timer]\nOnCalendar=\nOnCalendar=*:*:0/2\nRandomizedDelaySec=0\nAccuracySec=1s\n"
    systemd.write(f"{UNIT}/scrubber-audit.timer.d/soon.conf", soon)
    systemd.run("systemctl", "daemon-reload")
    systemd.run("systemctl", "start", "scrubber-audit.timer")
    page = "/var/lib/scrubber/audit.html"
    wait_until(
        lambda: "/var/lib/timed" in systemd.run("cat", page, check=False),
        "the timer has started the audit",
        60.0,
    )
    last = systemd.run("systemctl", "show", "--property=LastTriggerUSec", "scrubber-audit.timer")
    systemd.run("systemctl", "stop", "scrubber-audit.timer")
    assert last.strip() not in {"LastTriggerUSec=", "LastTriggerUSec=n/a"}
    assert "found: 1 card number, " in systemd.journal("scrubber-audit.service")


@pytest.mark.long
def test_the_daemon_masks_a_mailbox_in_its_sandbox(systemd: Systemd) -> None:
    """It reads its password as a credential, masks what arrives, and ends when it is told to."""
    with Dovecot() as dovecot:
        configuration = f"""
            [[mailbox]]
            url = "imap://{quote(USERS[0], safe="")}@127.0.0.1:{dovecot.imap_port}"
            password_file = "/etc/scrubber/orders.password"
            folders = ["INBOX"]
        """
        systemd.write("/etc/scrubber/scrubber.toml", configuration)
        systemd.write("/etc/scrubber/orders.password", f"{PASSWORD}\n", 0o600)
        unit = (UNITS / "scrubber-watch.service").read_text(encoding="ascii")
        systemd.write(f"{UNIT}/scrubber-watch.service", unit.replace("#LoadC", "LoadC"))
        systemd.run("systemctl", "daemon-reload")
        systemd.run("systemctl", "start", "scrubber-watch.service")
        try:
            wait_until(lambda: arrives_masked(dovecot), "the daemon has masked a mail", 60.0)
        except TimeoutError:
            pytest.fail(systemd.journal("scrubber-watch.service"))
        systemd.run("systemctl", "stop", "scrubber-watch.service")
    shown = systemd.run("systemctl", "show", "--property=Result", "scrubber-watch.service")
    assert shown == "Result=success\n"


def arrives_masked(dovecot: Dovecot) -> bool:
    """Let a mail arrive, and say whether one is masked: the daemon begins with new ones."""
    with dovecot.mailbox(USERS[0]) as mailbox:
        mailbox.append("INBOX", "", None, CARD_MAIL)
        sleep(0.5)
        _, found = mailbox.fetch("1:*", "(BODY.PEEK[])")
    mails = [each[1] for each in found if isinstance(each, tuple)]
    return any(b"X-Scrubber: masked" in mail and b"**** 1111" in mail for mail in mails)


@pytest.mark.long
def test_a_mail_server_has_its_low_port_and_its_certificate(
    systemd: Systemd, certificate: Certificate
) -> None:
    """By the drop-in of deploy/mx, and still as a user of its own."""
    port = free_low_port()
    mx = ROOT / "deploy" / "mx"
    configuration = (mx / "scrubber.toml").read_text(encoding="ascii")
    configuration = configuration.replace("0.0.0.0:25", f"127.0.0.1:{port}")
    systemd.write("/etc/scrubber/scrubber.toml", configuration)
    secrets = "/etc/letsencrypt/live/mx.shop.example"
    systemd.write(f"{secrets}/fullchain.pem", certificate.certificate.read_text("ascii"))
    systemd.write(f"{secrets}/privkey.pem", certificate.key.read_text("ascii"), 0o600)
    drop_in = (mx / "scrubber-relay.conf").read_text(encoding="ascii")
    systemd.write(
        f"{UNIT}/scrubber-relay.service",
        (UNITS / "scrubber-relay.service").read_text(encoding="ascii"),
    )
    systemd.write(f"{UNIT}/scrubber-relay.service.d/mx.conf", drop_in)
    started(systemd, port)
    with Client(port) as client:
        client.hello()
        assert client.command("STARTTLS").code == 220
        client.start_tls(ssl.create_default_context(cafile=str(certificate.certificate)))
        assert "STARTTLS" not in client.hello()
    owner = systemd.run("sh", "-c", "ps -o user= -p $(pgrep --oldest --euid scrubber)")
    assert owner.strip() == "scrubber"
    systemd.run("systemctl", "stop", "scrubber-relay.service")


def free_low_port() -> int:
    """Return a port of 127.0.0.1 that only a privileged process may take."""
    return next(port for port in range(1023, 900, -1) if not is_listening(port))
