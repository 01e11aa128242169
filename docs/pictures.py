"""Makes the pictures of README.md from this repository's own project, as a visitor sees it.

Serves the project, opens its pages in Debian's Chromium, and writes small PNG files with a palette
into `docs/pictures/`.  Needs `pip install '.[browser]'` and the program `chromium`.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 60_000
SIZE = {"width": 1120, "height": 720}
MEETINGS = (ROOT / "queries" / "timeline-of-events.rq").read_text("utf-8")
# Name: address, what stands at the top, and how the browser is set.
PICTURES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "home": ("/", "body", {}),
    "answer": (f"/sparql?run=1&query={quote(MEETINGS)}", "#answer", {}),
    "person": ("/id/jing-junhai?lang=zh", "body", {"color_scheme": "dark", "locale": "zh-CN"}),
}


def main() -> str:
    """Write all pictures; returns what went wrong, if anything did."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return "the program chromium is not installed"
    FOLDER.mkdir(exist_ok=True)
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False)
        for name, (address, top, options) in PICTURES.items():
            picture = reduced(photograph(browser, site + address, top, options))
            if len(picture) > MOST_BYTES:
                return f"{name}.png has {len(picture)} bytes, {MOST_BYTES} at most"
            (FOLDER / f"{name}.png").write_bytes(picture)
        browser.close()
    return ""


def photograph(browser: Browser, address: str, top: str, options: dict[str, Any]) -> bytes:
    """A page as PNG, from the element `top` on."""
    context = browser.new_context(viewport=SIZE, **{"locale": "en-GB", **options})
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.locator(top).evaluate("(element) => element.scrollIntoView({ block: 'start', behavior: 'instant' })")
    picture = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return picture


def reduced(picture: bytes) -> bytes:
    """The same picture with as many colours as fit into the size, 128 at most."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        small = io.BytesIO()
        plain = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        plain.save(small, "PNG", optimize=True)
        if small.tell() <= MOST_BYTES:
            break
    return small.getvalue()


@contextmanager
def served() -> Iterator[str]:
    """The address of the project, served by the installed `kg`."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", str(ROOT)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    try:
        assert process.stdout is not None
        found = re.search(r"on (http:\S+)$", process.stdout.readline().strip())
        if found is None:
            raise SystemExit("kg serve did not start")
        yield found[1]
    finally:
        process.terminate()
        process.communicate()


if __name__ == "__main__":
    sys.exit(main() or None)
