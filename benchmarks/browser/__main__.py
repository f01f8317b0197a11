"""Print every measurement, a line each: `make browserbench`; PLAYGROUND=folder adds that of TensorFlow Playground."""

import sys
import tempfile
from itertools import chain
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.conftest import ARGUMENTS, installed

from benchmarks.browser import computed, drawn, typed
from benchmarks.browser.chromium import Chromium


def main(playground: str = "") -> int:
    """Every measurement."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        chromium = Chromium(browser, Path(folder))
        for line in chain(computed.lines(chromium, playground), drawn.lines(chromium), typed.lines(chromium)):
            print(line, flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
