"""``scrubber init``: five answers become a configuration and units that are right."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Final

import pytest

from scrubber import config
from tests.servers.programs import need

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.calling import Run

MAILBOX: Final = "imaps://orders%40shop.example@imap.example"
RELAY: Final = "--mode relay --next-hop smtp://127.0.0.1:10026 --language es"
WATCH: Final = f"--mode watch --mailbox {MAILBOX} --language es"
FLAGS: Final = {
    "relay": f"{RELAY} --payment none --orders none --observe",
    "relay to Dovecot": "--mode relay --next-hop lmtp:///run/dovecot/lmtp --language en "
    "--payment none --orders none --mask",
    "watch": f"{WATCH} --payment stripe --orders orders.csv --observe",
    "watch at Microsoft": "--mode watch --language de --payment none --orders none --mask "
    "--mailbox imaps://orders%40shop.example@outlook.office365.com",
    "a page of one's own": f"{RELAY} --payment https://shop.example/pay --orders none --mask",
    **{
        f"payment: {name}": f"{RELAY} --payment {name} --orders none --mask"
        for name in ("template", "square", "paypal", "payu", "przelewy24", "mollie", "adyen")
    },
    **{
        f"orders: {name}": f"{RELAY} --payment none --orders {name} --mask"
        for name in ("sql", "woocommerce", "shopify", "magento")
    },
}


@pytest.mark.parametrize("flags", FLAGS.values(), ids=FLAGS)
def test_what_is_written_is_right(run: Run, tmp_path: Path, flags: str) -> None:
    """The configuration is taken as it is, and its action is what was chosen."""
    ended = run("init", "--out", tmp_path / "new", *flags.split())
    assert ended.returncode == 0, ended.stderr
    written = config.load(tmp_path / "new" / "scrubber.toml")
    assert written.policy.action == ("observe" if "--observe" in flags else "mask")
    assert bool(written.mailbox) is ("--mailbox" in flags)
    assert (written.payment is None) is ("--payment none" in flags)
    assert (written.orders is None) is ("--orders none" in flags)


@pytest.mark.parametrize("mode", ["relay", "watch"])
def test_the_units_are_right(run: Run, tmp_path: Path, mode: str) -> None:
    """Every line is known to systemd; each names the program, the configuration and the secrets."""
    folder = tmp_path / "new"
    run("init", "--out", folder, *FLAGS[mode].split())
    units = sorted(folder.glob("*.service")) + sorted(folder.glob("*.timer"))
    assert [unit.name for unit in units] == [
        *("scrubber-audit.service", f"scrubber-{mode}.service", "scrubber-audit.timer")
    ]
    text = (folder / f"scrubber-{mode}.service").read_text(encoding="utf-8")
    assert f"scrubber {mode} --config {folder}/scrubber.toml\n" in text
    assert (f"LoadCredential=mailbox.password:{folder}/mailbox.password\n" in text) is (
        mode == "watch"
    )
    audit = (folder / "scrubber-audit.service").read_text(encoding="utf-8")
    source = MAILBOX.replace("%", "%%") if mode == "watch" else "/var/mail"
    assert f"scrubber audit {source} --config" in audit
    program = shutil.which("true")
    for unit in units:
        unit.write_text(
            "\n".join(
                f"ExecStart={program}" if line.startswith("ExecStart") else line
                for line in unit.read_text(encoding="utf-8").splitlines()
            ),
            encoding="utf-8",
        )
        verify = [need("systemd-analyze"), "verify", "--man=no", str(unit)]
        ended = subprocess.run(verify, capture_output=True, check=False, text=True)
        assert ended.returncode == 0, ended.stderr


def test_questions_are_answered_line_by_line(run: Run, tmp_path: Path) -> None:
    """Without a terminal, too; what is wrong is asked again, an empty line takes the default."""
    answers = f"fax\nwatch\nimap.example\n{MAILBOX}\nxx\npl\nnone\n\ny\n"
    ended = run("init", "--out", tmp_path / "new", stdin=answers.encode(), LANG="C")
    assert ended.returncode == 0, ended.stderr
    output = ended.stdout.decode()
    assert "expected relay or watch" in output
    assert "\x1b" not in output
    text = (tmp_path / "new" / "scrubber.toml").read_text(encoding="utf-8")
    assert '#language = "pl"' in text
    assert config.load(tmp_path / "new" / "scrubber.toml").policy.action == "observe"


def test_too_few_answers_are_an_error_that_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """And nothing is written."""
    ended = run("init", "--out", tmp_path / "new", stdin=b"relay\n")
    assert ended.returncode == 2
    assert b"scrubber init --help" in ended.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "flags",
    [
        "--mode fax",
        "--mode relay --next-hop 127.0.0.1",
        "--mode watch --mailbox imaps://a:secret@imap.example",
        f"{RELAY} --payment wirecard",
        f"{RELAY} --payment none --orders ftp",
    ],
)
def test_a_wrong_option_is_refused(run: Run, tmp_path: Path, flags: str) -> None:
    """With what is expected, and nothing is written."""
    ended = run("init", "--out", tmp_path / "new", *flags.split())
    assert ended.returncode == 2
    assert b"expected" in ended.stderr or b"is not one of" in ended.stderr
    assert b"secret" not in ended.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("imaps://orders@shop.example@imap.example", MAILBOX),
        (f" {MAILBOX}\t", MAILBOX),
        ("IMAPS://orders%40shop.example@IMAP.Example:993", MAILBOX),
        ("imap://orders shop@imap.example", "imap://orders%20shop@imap.example"),
        ("imaps://o%r@imap.example/My Box", "imaps://o%25r@imap.example/My%20Box"),
        ("imaps://me@[::1]:1993", "imaps://me@[::1]:1993"),
    ],
)
def test_what_can_mean_one_thing_only_is_encoded(
    run: Run, tmp_path: Path, answer: str, written: str
) -> None:
    """In the configuration and in the unit; and it is said whose mailbox that is, and where."""
    flags = f"--out {tmp_path}/new --mode WATCH --language EN --payment none --orders none --mask"
    ended = run("init", *flags.split(), "--mailbox", answer)
    assert ended.returncode == 0, ended.stderr
    (mailbox,) = config.load(tmp_path / "new" / "scrubber.toml").mailbox
    assert str(mailbox.url) == written
    assert f"{mailbox.url.user} on the server {mailbox.url.host}\n" in ended.stdout.decode()
    assert f'url = "{written}"' in (tmp_path / "new" / "scrubber.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("mailbox", "words"),
    [
        ("orders@shop.example", "this is a mail address; its server is needed, too"),
        ("imap.example", "expected imaps://USER@HOST"),
        ("imaps://imap.example", "the user is missing"),
        ("imaps://me@imap example", "no server is named"),
        ("imaps://me@imap.example,x", "no server is named"),
        ("imaps://me@shop.example@@imap.example", "no server is named"),
        ("imaps://me@imap.example:99999", "expected a port from 1 to 65535"),
        ("imaps://me@imap.example:imap", "expected a port from 1 to 65535"),
        ("imaps://me@imap.example\nx", "signs that cannot be seen"),
        ("imaps://me@imap.example/a?b", "%3F"),
        ("imaps://me:hunter2@imap.example", "without a password"),
        ("imaps:/me@imap.example", "expected imaps://USER@HOST"),
    ],
)
def test_what_is_wrong_with_a_mailbox_is_said(
    run: Run, tmp_path: Path, mailbox: str, words: str
) -> None:
    """With the option, and without what was given: a password may be in it."""
    ended = run("init", "--out", tmp_path / "new", "--mode", "watch", "--mailbox", mailbox)
    assert ended.returncode == 2
    assert "'--mailbox'" in ended.stderr.decode()
    assert words in " ".join(ended.stderr.decode().split())
    assert b"hunter2" not in ended.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ("--mode relay --next-hop smtp://mail.example", "smtp://mail.example:25"),
        ("--mode relay --next-hop maildir:mail", "the whole path"),
        ("--mode relay --next-hop smtp://a;b:25", "expected smtp://HOST:PORT"),
        (f"--mode relay --mailbox {MAILBOX}", "--mailbox has no meaning with --mode relay"),
        ("--mode watch --next-hop smtp://a:25", "--next-hop has no meaning with --mode watch"),
        (f"{RELAY} --payment https://pay\u00a0here", "'--payment'"),
    ],
)
def test_what_is_wrong_with_an_option_is_said(
    run: Run, tmp_path: Path, flags: str, words: str
) -> None:
    """Nothing that was given is passed over."""
    ended = run("init", "--out", tmp_path / "new", *flags.split(" "))
    assert ended.returncode == 2
    assert words in " ".join(ended.stderr.decode().split())
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["scrubber.toml", "scrubber-watch.service"])
def test_nothing_is_overwritten(run: Run, tmp_path: Path, name: str) -> None:
    """Whatever stands there stays, and the rest is not written either."""
    (tmp_path / name).write_text("mine", encoding="ascii")
    ended = run("init", "--out", tmp_path, *FLAGS["relay"].split())
    assert ended.returncode == 2
    assert name.encode() in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="ascii") == "mine"
