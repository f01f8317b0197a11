"""Firefox, on a device with one font of text and no other: formulas stand as they should, and numbers are Python's."""

import json
import os
import subprocess
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from shutil import which
from threading import Thread

import numpy as np
import pytest
from tests.browser.test_live_page import written
from tests.browser.test_mathematics import TEXT_FONTS, WITHOUT
from tests.live.boards import cases

from chainrule.readers.typeset.mathematics_style import mathematics_style

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIREFOX = next(filter(None, map(which, ("firefox-esr", "firefox"))), "")
PATIENCE = 60  # seconds in which a page has to answer
FORMULA = """<math display="block"><msub><mi mathvariant="normal">W</mi><mn>1</mn></msub><mrow><mo>(</mo>
<mfrac><mfrac><mn>1</mn><mn>2</mn></mfrac><mfrac><mn>3</mn><mn>4</mn></mfrac></mfrac><mo>)</mo></mrow></math>"""
BOXES = """document.fonts.load("32px math").then(() => document.fonts.ready).then(() => tell(
["msub mi", "msub mn", "mrow mo", "mrow mfrac"].map((one) => {
  const { top, bottom } = document.querySelector(one).getBoundingClientRect();
  return [top, bottom];
})))"""
STEPS = """const text = (cell) => cell.querySelector("input")?.value ?? cell.textContent;
const cells = (table) => [...table.querySelectorAll("td")].map(text);
const look = () => {
  if (!document.documentElement.dataset.revision) return setTimeout(look, 50);
  for (let step = 0; step < 9; step += 1) document.querySelector("[data-move=forward]").click();
  tell([...document.querySelectorAll("table.matrix")].map((table) => [table.dataset.array, cells(table)]));
};
look();"""
TELL = 'const tell = (told) => fetch("/told", { method: "POST", body: JSON.stringify(told) });'


class Serving(BaseHTTPRequestHandler):
    """Answers with a text, and keeps what is told."""

    def __init__(self, text: str, told: Queue, *given) -> None:
        self.text, self.told = text, told
        super().__init__(*given)

    def do_GET(self) -> None:
        """The text, where it is asked for."""
        self.answer(self.text if self.path == "/" else "")

    def do_POST(self) -> None:
        """Nothing, for it is what the page tells."""
        self.told.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.answer("")

    def answer(self, text: str) -> None:
        """A text as a page."""
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nothing, for nobody reads it."""


@pytest.fixture
def told(tmp_path) -> Callable[..., list]:
    """What a program tells in Firefox below some HTML."""
    font = next((path for name in TEXT_FONTS for path in Path("/usr/share/fonts").rglob(name)), None)
    if not FIREFOX or font is None:
        pytest.skip("no Firefox, or no font that is known; on Debian, apt-get install firefox-esr")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / font.name).write_bytes(font.read_bytes())
    (tmp_path / "profile").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(WITHOUT.format(folder=tmp_path / "fonts", cache=tmp_path / "cache"), encoding="utf-8")
    known = {**os.environ, "HOME": str(tmp_path), "FONTCONFIG_FILE": str(config)}

    def told(html: str, program: str) -> list:
        text = f"{html}<script>{TELL}{program}</script>"
        answers: Queue = Queue()
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Serving, text, answers))
        Thread(target=server.serve_forever, daemon=True).start()
        words = ["--headless", "--no-remote", "--profile", tmp_path / "profile"]
        address = f"http://127.0.0.1:{server.server_port}/"
        with subprocess.Popen([FIREFOX, *words, address], env=known, stderr=subprocess.DEVNULL) as process:  # noqa: S603
            try:
                return answers.get(timeout=PATIENCE)
            finally:
                process.kill()
                server.shutdown()
                server.server_close()

    return told


def test_subscripts_stand_low_and_brackets_grow(told):
    """W₁ has its 1 below the line, and a bracket is as high as the fraction that it holds."""
    style = f"<!DOCTYPE html><meta charset='utf-8'><style>math{{font-size:32px}}{mathematics_style()}</style>"
    letter, number, bracket, inside = told(style + FORMULA, BOXES)
    assert number[1] > letter[1]
    assert number[0] > letter[0] + (letter[1] - letter[0]) / 4
    assert bracket[1] - bracket[0] > 0.9 * (inside[1] - inside[0])


@pytest.mark.parametrize("name", cases())
def test_numbers_are_those_of_python_after_nine_steps(told, name):
    """Every table, as strings; its policy would let it tell nobody."""
    case = cases()[name]
    values = case.values(9)
    for array, texts in told(case.page.replace("Content-Security-Policy", "none"), STEPS):
        assert texts == [written(one) for row in np.atleast_2d(values[array]) for one in row[:8]], array
