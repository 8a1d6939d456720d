"""``scrubber config check``: the files that a configuration names are looked at, too."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from scrubber.store.key import load_keys
from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.servers.certificates import self_signed

if TYPE_CHECKING:
    from tests.cli.calling import Run

ACCOUNT: Final = '[[mailbox]]\nurl = "imaps://me%40shop.example@imap.example"\n'
SHOP: Final = (
    '[shop]\nname = "Roble"\naddress = "shop@shop.example"\nwebsite = "https://shop.example"\n'
    '[reply]\nsubmission = "smtp://127.0.0.1:25"\n'
)
TLS: Final = '[relay]\ntls_certificate = "{}"\ntls_key = "{}"\n'
OWN_RULES: Final = Path(__file__).parent.parent / "config" / "own-rules"

CASES: Final = {
    "no password": (
        f'{ACCOUNT}password_file = "none"',
        "[mailbox] password_file: cannot read the file DIR/none: No such file or directory",
    ),
    "a password for all to read": (
        f'{ACCOUNT}password_file = "open"',
        "[mailbox] password_file: others can read the file DIR/open; run: chmod 600 DIR/open",
    ),
    "no password in it": (
        f'{ACCOUNT}password_file = "empty"',
        "[mailbox] password_file: the first line of the file DIR/empty is empty",
    ),
    "a directory": (
        f'{ACCOUNT}password_file = "empty-directory"',
        "[mailbox] password_file: cannot read the file DIR/empty-directory: Is a directory",
    ),
    "no key of a provider": (
        '[payment]\nprovider = "stripe"\nkey_file = "none"\n',
        "[payment] key_file: cannot read the file DIR/none",
    ),
    "no key of a shop": (
        '[orders]\nshopify = "https://roble.myshopify.com"\nkey_file = "none"\n',
        "[orders] key_file: cannot read the file DIR/none",
    ),
    "no certificate": (
        TLS.format("none", "relay.key"),
        "[relay] tls_certificate: cannot read the file DIR/none",
    ),
    "no key": (
        TLS.format("relay.pem", "none"),
        "[relay] tls_key: cannot read the file DIR/none: No such file or directory; expected",
    ),
    "a certificate that is none": (
        TLS.format("open", "relay.key"),
        "[relay] tls_certificate, tls_key: DIR/open and DIR/relay.key do not belong",
    ),
    "a key that is short": (
        '[store]\nkey_file = "short"\n',
        "[store] key_file: the key file DIR/short is damaged",
    ),
    "no place for a key": (
        '[store]\nkey_file = "none/key"\n',
        "[store] key_file: DIR/none is no directory to write in; expected",
    ),
    "no rules": ('[policy]\nrules = "none"\n', "[policy] rules: DIR/none: no rule files; expected"),
    "no texts": (
        f'{SHOP}texts = "empty-directory"\n',
        "[reply] texts: DIR/empty-directory: no texts are there; expected",
    ),
    "texts that are none": (f'{SHOP}texts = "texts"\n', "[reply] texts: DIR/texts/replies/en.toml"),
    "no orders": (
        '[orders]\ncsv = "none.csv"\n',
        "[orders] csv: DIR/none.csv: cannot be read: No such file or directory; expected",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a directory with files of all kinds, some of which are right."""
    certificate = self_signed(tmp_path)
    shutil.copy(certificate.certificate, tmp_path / "relay.pem")
    shutil.copy(certificate.key, tmp_path / "relay.key")
    for name, text in (("open", "secret"), ("secret", "secret"), ("empty", ""), ("short", "x")):
        (tmp_path / name).write_text(text, encoding="ascii")
        (tmp_path / name).chmod(0o644 if name == "open" else 0o600)
    (tmp_path / "empty-directory").mkdir()
    (tmp_path / "texts" / "replies").mkdir(parents=True)
    (tmp_path / "texts" / "replies" / "en.toml").write_text("texts = [", encoding="ascii")
    shutil.copytree(OWN_RULES, tmp_path / "rules")
    (tmp_path / "orders.csv").write_text("number,emails,currency,total,paid\n", encoding="ascii")
    (tmp_path / "own" / "replies").mkdir(parents=True)
    (tmp_path / "own" / "replies" / "en.toml").write_text("[texts]\n", encoding="ascii")
    load_keys(tmp_path / "key")
    return tmp_path


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_file_that_cannot_be_used_is_told(
    run: Run, folder: Path, text: str, expected: str
) -> None:
    """With file, key and what was expected; and nothing that stands in it."""
    file = folder / "scrubber.toml"
    file.write_text(text, encoding="utf-8")
    ended = run("config", "check", file)
    assert ended.returncode == 2
    expected = expected.replace("DIR", str(folder))
    assert ended.stderr.decode().startswith(f"scrubber: {file}: {expected}")
    assert ended.stderr.count(b"\n") == 1
    assert b"secret\n" not in ended.stderr


def test_files_that_can_be_used_are_right(run: Run, folder: Path) -> None:
    """All of them at once, and a key that is still to be made."""
    file = folder / "scrubber.toml"
    text = (
        f"{ACCOUNT}password_file = 'secret'\n{TLS.format('relay.pem', 'relay.key')}"
        f"{SHOP}texts = 'own'\n[policy]\nrules = 'rules'\n[orders]\ncsv = 'orders.csv'\n"
    )
    for key in ("key", "new-key"):
        file.write_text(f"{text}[store]\nkey_file = '{key}'\n", encoding="utf-8")
        ended = run("config", "check", file)
        assert (ended.returncode, ended.stdout.decode()) == (0, f"{file} is right.\n"), ended.stderr
    assert not (folder / "new-key").exists()


def test_every_file_is_told_at_once(run: Run, folder: Path) -> None:
    """Nobody has to call it once for each."""
    file = folder / "scrubber.toml"
    file.write_text(f'{ACCOUNT}password_file = "none"\n[orders]\ncsv = "none"\n', encoding="utf-8")
    lines = run("config", "check", file).stderr.decode().splitlines()
    assert [line.count(f"{file}: [") for line in lines] == [1, 1]


def test_what_systemd_lays_down_for_a_service_may_be_missing_while_it_does_not_run(
    run: Run, folder: Path
) -> None:
    """As in deploy/mx, which is checked before the first start."""
    file = folder / "scrubber.toml"
    credentials = "/run/credentials/scrubber-none.service"
    file.write_text(
        f'{ACCOUNT}password_file = "{credentials}/secret"\n'
        + TLS.format(f"{credentials}/certificate.pem", f"{credentials}/key.pem"),
        encoding="utf-8",
    )
    assert run("config", "check", file).returncode == 0
