"""A relay that is watched over: what it counts, when it is ready, what its log says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from scrubber import metrics
from tests.acceptance.mails import CARD_MAIL, CLEAN
from tests.fakes.next_hop import NextHop
from tests.fakes.script import say
from tests.servers.client import send_mail
from tests.servers.ports import free_port
from tests.servers.systemd import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.servers.relay import Relay


@pytest.fixture(scope="module")
def hop() -> Iterator[NextHop]:
    """Return a next hop that ends with the tests of this file, or before."""
    with NextHop() as server:
        yield server


def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    """Return the status and the body of an answer."""
    request = Request(f"http://127.0.0.1:{port}{path}", method=method)
    try:
        with urlopen(request, timeout=20) as response:  # noqa: S310 - our own
            return response.status, response.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_what_is_counted(start_relay: Callable[..., Relay], hop: NextHop) -> None:
    """Mails by outcome, findings by kind and network, stages; nothing of a mail's text."""
    port = free_port()
    config = f'[metrics]\nlisten = "127.0.0.1:{port}"\n'
    relay = start_relay(f"smtp://127.0.0.1:{hop.port}", config)
    hop.play()
    assert send_mail(relay.port, CARD_MAIL).code == 250
    assert send_mail(relay.port, CLEAN).code == 250
    hop.play({".": say("451 4.7.1 not now")})
    assert send_mail(relay.port, CLEAN).code == 451
    status, text = get(port, "/metrics")
    assert status == 200
    assert 'scrubber_mails_total{outcome="delivered"} 2' in text
    assert 'scrubber_mails_total{outcome="deferred"} 1' in text
    assert 'scrubber_findings_total{kind="pan",network="visa"} 1' in text
    assert 'scrubber_findings_total{kind="cvv",network="' in text
    for stage in ("scan", "memory", "deliver"):
        assert f'scrubber_stage_seconds_count{{stage="{stage}"}} 3' in text
    assert "1111" not in text
    assert "shop.example" not in text
    for line in text.splitlines():
        assert re.fullmatch(r'#.*|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.]+', line), line


def test_when_it_is_ready(start_relay: Callable[..., Relay]) -> None:
    """While the next hop is away it lives, but is not ready, and says why."""
    port = free_port()
    with NextHop() as server:
        relay = start_relay(
            f"smtp://127.0.0.1:{server.port}", f'[metrics]\nlisten = "127.0.0.1:{port}"\n'
        )
        assert get(port, "/healthz") == (200, "ok\n")
        assert get(port, "/readyz") == (200, "ok\n")
    # Connections that were kept for the next mail are used before it is seen that it has gone.
    assert get(port, "/healthz")[0] == 200
    status, why = get(port, "/readyz")
    assert (status, "next hop" in why) == (503, True)
    assert get(port, "/elsewhere")[0] == 404
    assert get(port, "/metrics", "POST")[0] == 405
    assert "Traceback" not in relay.output


def test_a_log_of_json(
    start_relay: Callable[..., Relay], hop: NextHop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is an object, and the lines of one mail have its key; it has no digit of a card."""
    monkeypatch.setenv("SCRUBBER_LOG_FORMAT", "json")
    relay = start_relay(f"smtp://127.0.0.1:{hop.port}", "[metrics]\n")
    play = hop.play()
    assert send_mail(relay.port, CARD_MAIL).code == 250
    relay.stop()
    lines = [json.loads(line) for line in relay.output.splitlines() if line.startswith("{")]
    [found] = [line for line in lines if line["message"].startswith("found: ")]
    assert found["level"] == "info"
    assert found["mail"].encode() in play.mails[0].message
    assert "@" not in relay.output.partition("listening")[2]
    assert not re.search(r"4111|1111", json.dumps([line["message"] for line in lines]))


def test_the_dashboard_shows_what_is_counted() -> None:
    """Every counter has its place, and no panel asks for one that does not exist."""
    dashboard = json.loads((ROOT / "deploy" / "monitoring" / "grafana.json").read_text())
    asked = {
        name.removesuffix("_bucket")
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"scrubber_[a-z_]+", target["expr"])
    }
    assert asked == {metric.name for metric in metrics.ALL}


def test_an_address_beyond_this_machine_is_refused(tmp_path: Path) -> None:
    """What is counted is nobody else's business, and has no password."""
    from scrubber import config
    from scrubber.errors import ConfigError

    file = tmp_path / "scrubber.toml"
    file.write_text('[metrics]\nlisten = "0.0.0.0:9125"\n', encoding="ascii")
    with pytest.raises(ConfigError, match="loopback"):
        config.load(file)
