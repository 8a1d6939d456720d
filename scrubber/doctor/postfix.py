"""The Postfix before the relay, where there is one: filter, copies, notices."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from scrubber.doctor.model import Line, Patient, doubtful, failed, well

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECK = "Postfix"
_HARMLESS = {"resource", "software"}
_COPIES = ("always_bcc", "sender_bcc_maps", "recipient_bcc_maps")


def examine(patient: Patient) -> Iterator[Line]:
    """Read its configuration with its own tool (postconf(1))."""
    if patient.config.mailbox and patient.config.relay.next_hop is None:
        return
    postconf = shutil.which("postconf", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if postconf is None:
        return
    directory = [] if patient.postfix is None else ["-c", str(patient.postfix)]
    ask = _Postconf([postconf, *directory])
    if not ask("-h", "queue_directory"):
        return
    before = ask.filters("smtpd_proxy_filter", str(patient.config.relay.listen.port))
    after = ask.filters("content_filter", str(patient.config.relay.listen.port))
    if before:
        yield well(_CHECK, f"{', '.join(before)}: asks the relay before its queue")
    elif after:
        yield doubtful(
            _CHECK,
            f"{', '.join(after)}: mail lies in its queue in clear",
            "deploy/postfix/README.md",
        )
    else:
        yield doubtful(_CHECK, "no service of it asks this relay", "run deploy/postfix/apply")
    yield from _copies(ask, after)
    yield _notices(ask)


class _Postconf:
    """Asks postconf; what cannot be asked is empty."""

    def __init__(self, command: list[str]) -> None:
        self._command = command

    def __call__(self, *arguments: str) -> str:
        ended = subprocess.run(  # noqa: S603 - a path of our own and names of parameters
            [*self._command, *arguments], capture_output=True, check=False, text=True, timeout=10
        )
        return ended.stdout.strip() if ended.returncode == 0 else ""

    def filters(self, parameter: str, port: str) -> list[str]:
        """Return the services whose parameter names a port of ours."""
        lines = self("-P", f"*/*/{parameter}").splitlines()
        return [
            name.strip().removesuffix(f"/{parameter}")
            for name, _, value in (line.partition("=") for line in lines)
            if value.strip().endswith(f":{port}")
        ]


def _copies(ask: _Postconf, after: list[str]) -> Iterator[Line]:
    """Say whether copies are made before the filter, where mail still holds card data."""
    copied = [name for name in _COPIES if ask("-h", name)]
    if not copied:
        return
    names = ", ".join(copied)
    for service in after:
        options = ask("-P", f"{service}/receive_override_options")
        if "no_address_mappings" not in options:
            yield failed(
                _CHECK,
                f"{names}: copies are made before the filter, in clear",
                f"set receive_override_options=no_address_mappings for {service}",
            )
            return
    yield well(_CHECK, f"{names}: copies are made behind the filter")


def _notices(ask: _Postconf) -> Line:
    classes = set(ask("-h", "notify_classes").replace(",", " ").split()) - _HARMLESS
    if classes:
        return doubtful(
            _CHECK,
            f"notify_classes: {', '.join(sorted(classes))}: postmaster gets pieces of mail",
            "leave only resource and software, or see that postmaster's mail is masked too",
        )
    return well(_CHECK, "notify_classes: no pieces of mail for postmaster")
