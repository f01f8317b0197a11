"""`make browserbench` prints every measurement, a line each; PLAYGROUND=folder adds the code of TensorFlow Playground."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.conftest import ARGUMENTS, installed

from benchmarks.browser import computed, drawn
from benchmarks.browser.chromium import Chromium


def main(playground: str = "") -> int:
    """Every measurement."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        chromium = Chromium(browser, Path(folder))
        for line in (*computed.lines(chromium, playground), *drawn.lines(chromium)):
            print(line, flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
