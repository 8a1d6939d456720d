"""The HTML twin on a telephone, in headless Chromium: nobody has to scroll sideways."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from scrubber.reply.compose import compose
from tests.reply.letters import LETTER, LETTERS, TEXTS
from tests.servers.programs import need

if TYPE_CHECKING:
    from pathlib import Path

    from scrubber.reply.letter import Letter

WIDTHS: Final = (320, 390)  # CSS pixels: the narrowest telephones in use, and a usual one
SENDER: Final = LETTER.sender
LONG: Final = replace(
    LETTER,
    sender=replace(
        SENDER,
        website="https://a-shop-with-a-very-long-name-for-its-website.customers.example",
        account="ES9121000418450200051332ES9121000418450200051332",
    ),
    link=replace(LETTER.link, url="https://pay.example/" + "x" * 200) if LETTER.link else None,
)
PAGE: Final = """\
<!DOCTYPE html><meta charset="utf-8"><body>{frames}<pre id="seen"></pre><script>
onload = () => {{
  const frames = [...document.querySelectorAll("iframe")];
  document.getElementById("seen").textContent = JSON.stringify(frames.map((frame) => {{
    const root = frame.contentDocument.documentElement;
    return [frame.title, root.scrollWidth, root.clientWidth, root.scrollHeight];
  }}));
}};
</script>"""


def frames() -> dict[str, str]:
    """Return every letter in every language, and two languages in one, at each width."""
    kinds = LETTERS | {"long words": LONG}
    letters: dict[str, tuple[Letter, tuple[str, ...]]] = {
        f"{name}, {code}": (letter, (code,)) for name, letter in kinds.items() for code in TEXTS
    }
    letters["two languages"] = (LETTER, ("de", "es"))
    pages = {name: html(letter, languages) for name, (letter, languages) in letters.items()}
    return {
        f"{name}, {width}": f'<iframe title="{escape(name)}, {width}" width="{width}" height="600" '
        f'style="border:0" srcdoc="{escape(page)}"></iframe>'
        for name, page in pages.items()
        for width in WIDTHS
    }


def html(letter: Letter, languages: tuple[str, ...]) -> str:
    """Return the HTML twin of a letter."""
    return compose(replace(letter, languages=languages), TEXTS).html


def test_nobody_scrolls_sideways(tmp_path: Path) -> None:
    """Whatever the language, and however long a link or a name is."""
    chromium = need("chromium")
    wanted = frames()
    page = tmp_path / "letters.html"
    page.write_text(PAGE.format(frames="\n".join(wanted.values())), encoding="utf-8")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}",
        "--virtual-time-budget=1000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    shown = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    seen = json.loads(unescape(shown.partition('id="seen">')[2].partition("</pre>")[0]))
    assert {title for title, *_ in seen} == set(wanted)
    assert all(height > 300 for *_, height in seen), "nothing was shown"
    assert [title for title, scroll, client, _ in seen if scroll > client] == []
