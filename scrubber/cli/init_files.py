"""What ``scrubber init`` writes: a configuration that was checked, and the units to run it."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrubber import config
from scrubber.cli.init_answers import CSV, NONE, OWN_PAGE, shop_systems
from scrubber.config import MailboxSettings, PaymentSettings, ReplySettings, ShopSettings
from scrubber.config.orders import SOURCES, OrderSettings
from scrubber.config.payment import NEEDED
from scrubber.config.secrets import secret_files
from scrubber.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pydantic import BaseModel

    from scrubber.addresses import ImapAddress

CONFIGURATION = "scrubber.toml"
_TIMER = "scrubber-audit.timer"
_AUDIT = "scrubber-audit.service"
_CREDENTIAL = re.compile(r"^#LoadCredential=.*\n", re.MULTILINE)
_PLACES = ("/opt/scrubber/current/bin/scrubber", "/etc/scrubber/scrubber.toml", "/var/mail")
_MARK = "    # an example"
_HOMES = ("/home", "/root", "/run/user")


@dataclass(frozen=True, slots=True)
class Answers:
    """The five answers; ``place`` is the next hop of a relay, or the mailbox that is watched."""

    mode: str
    place: str
    language: str
    payment: str
    orders: str

    @property
    def service(self) -> str:
        """The unit that does the work."""
        return f"scrubber-{self.mode}.service"


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, the configuration first, and the secrets that it names.

    ``mailbox`` is the account that is watched, if one is.
    """

    files: tuple[Path, ...]
    secrets: tuple[Path, ...]
    mailbox: ImapAddress | None


def check_nothing_is_there(directory: Path) -> None:
    """Raise ConfigError where a file that may be written exists already."""
    units = (path.name for path in _units().iterdir())
    there = [name for name in (CONFIGURATION, *units) if (directory / name).exists()]
    if there:
        raise ConfigError(
            f"{directory.absolute()}: {', '.join(sorted(there))}: exists already and is not "
            "overwritten; name another directory with --out DIR"
        )


def write(directory: Path, answers: Answers, until: date | None) -> Written:
    """Write all files; observe ``until`` a day, or mask from now on.  Raises ConfigError."""
    directory = directory.absolute()
    text = "\n".join(_configuration(answers, until))
    checked = config.parse(_table(text), CONFIGURATION, directory)
    of_mailboxes = tuple(secret_files(*checked.mailbox))
    secrets = (*of_mailboxes, *secret_files(checked.reply, checked.payment, checked.orders))
    file = directory / CONFIGURATION
    files = {
        CONFIGURATION: text,
        answers.service: _unit(answers.service, file, answers, secrets),
        _AUDIT: _unit(_AUDIT, file, answers, of_mailboxes),
        _TIMER: _unit(_TIMER, file, answers, ()),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            with (directory / name).open("x", encoding="utf-8") as opened:
                opened.write(content)
    except OSError as error:
        raise ConfigError(f"{directory}: cannot be written: {error.strerror}") from None
    account = next((mailbox.url for mailbox in checked.mailbox), None)
    return Written(tuple(directory / name for name in files), secrets, account)


def next_steps(written: Written, answers: Answers, until: date | None) -> Iterator[str]:
    """Say what is left to do, in its order."""
    file = written.files[0]
    if written.secrets:
        names = ", ".join(map(str, written.secrets))
        yield f"Put one secret a file, in its first line, chmod 600: {names}"
    if _MARK in file.read_text(encoding="utf-8"):
        yield f"Put your own values for those that are marked as examples in {file.name}."
    yield f"Check it:  scrubber config check {file}"
    yield f"Try it:  scrubber {answers.mode} --config {file}"
    if answers.mode == "relay" and answers.place.startswith("smtp://127."):
        yield "Let Postfix ask it:  deploy/postfix/apply"
    if any(_program().is_relative_to(home) for home in _HOMES):
        yield f"A service cannot use {_program()}: install it outside of home directories."
    yield (
        f"As a service: copy {', '.join(path.name for path in written.files[1:])} to "
        "/etc/systemd/system; then:  systemctl daemon-reload && "
        f"systemctl enable --now {answers.service} {_TIMER}"
    )
    if until is not None:
        yield f'On {until}, when the log shows what you expect: action = "mask" in {file.name}.'


def _configuration(answers: Answers, until: date | None) -> Iterator[str]:
    """Yield the lines of the configuration."""
    yield "# Every key with its meaning:  scrubber config example"
    yield "# After each change:  scrubber config check FILE"
    yield "\n[policy]"
    if until is not None:
        yield f'# Only say in the log what would be masked.  On {until} make it "mask".'
    yield f"action = {_quoted('mask' if until is None else 'observe')}"
    if answers.mode == "relay":
        yield "\n[relay]"
        yield f"next_hop = {_quoted(answers.place)}"
    else:
        yield "\n[[mailbox]]"
        yield f"url = {_quoted(answers.place)}"
        yield from _mailbox_login(answers.place)
    yield from _payment(answers.payment)
    yield from _orders(answers.orders)
    yield "\n# To answer senders, take the # away and write your own values.  Without [reply]"
    yield "# nothing is ever sent."
    yield "#[shop]"
    for key in ("name", "address", "website", "phone"):
        yield f"#{_example(ShopSettings, key)}"
    yield f"#language = {_quoted(answers.language)}"
    yield "#[reply]"
    for key in ("submission", "password_file", "authserv_id"):
        yield f"#{_example(ReplySettings, key)}"
    yield ""


def _mailbox_login(url: str) -> Iterator[str]:
    """Yield how an account is logged in to: two providers take no passwords."""
    host = url.partition("@")[2].partition("/")[0].partition(":")[0]
    if host.endswith(("office365.com", "outlook.com")):
        yield 'login = "microsoft"'
        yield f"{_example(MailboxSettings, 'client_id')}{_MARK}"
        yield f"{_example(MailboxSettings, 'tenant')}{_MARK}"
    else:
        yield 'password_file = "mailbox.password"'


def _payment(answer: str) -> Iterator[str]:
    if answer == NONE:
        return
    provider = OWN_PAGE if "://" in answer else answer
    yield "\n[payment]"
    yield f"provider = {_quoted(provider)}"
    for key in NEEDED[provider]:
        if key == "url" and provider != answer:
            yield f"url = {_quoted(answer)}"
        else:
            yield f"{_example(PaymentSettings, key)}{_MARK}"
    if provider == "adyen":  # its live system has an address for each merchant
        yield f"{_example(PaymentSettings, 'live_prefix')}{_MARK}"


def _orders(answer: str) -> Iterator[str]:
    if answer == NONE:
        return
    yield "\n[orders]"
    if answer not in SOURCES:
        yield f"{CSV} = {_quoted(answer)}"
        return
    keys = [answer]
    if answer in shop_systems():
        keys.append("select" if answer == "sql" else "key_file")
    for key in keys:
        yield f"{_example(OrderSettings, key)}{_MARK}"


def _example(model: type[BaseModel], key: str) -> str:
    """Return the example of a key, as the types have it."""
    line: str = (model.model_fields[key].examples or [])[0]
    return line


def _unit(name: str, file: Path, answers: Answers, secrets: tuple[Path, ...]) -> str:
    """Return a unit of deploy/systemd with the places of this installation."""
    source = answers.place if answers.mode == "watch" else _PLACES[2]
    unit = (_units() / name).read_text(encoding="utf-8")
    for place, here in zip(_PLACES, (_program(), file, source), strict=True):
        unit = unit.replace(place, str(here).replace("%", "%%"))  # systemd.unit(5), specifiers
    credentials = "".join(f"LoadCredential={path.name}:{path}\n" for path in secrets)
    return _CREDENTIAL.sub(credentials.replace("\\", r"\\"), unit)


def _program() -> Path:
    """Return the program as it was called, since a release may change behind its name."""
    called = Path(sys.argv[0])
    return (
        called.absolute() if called.name == "scrubber" else Path(sys.executable).parent / "scrubber"
    )


def _units() -> Path:
    """Return where the units are: in the checkout, else within the package."""
    package = Path(__file__).parent.parent
    checkout = package.parent / "deploy" / "systemd"
    return checkout if checkout.is_dir() else package / "_systemd"


def _table(text: str) -> dict[str, object]:
    import tomllib

    return tomllib.loads(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
