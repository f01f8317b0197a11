"""What a key in the lab takes until the equations of the new text are seen, with everything between the two."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import sleep
from urllib.parse import urlsplit

from benchmarks.browser.chromium import Chromium, within

KEYS = 20


def lines(chromium: Chromium) -> Iterator[str]:
    """A line: the middle and the most of some keys."""
    with served() as address:
        view = chromium.blank()
        view.goto(address)
        view.wait_for_selector("iframe:not([data-coming])")
        times = within(view, "keys", KEYS)
    yield f"a key in the lab to new equations of XOR: median {median(times):.0f}, most {max(times):.0f} ms"


@contextmanager
def served() -> Iterator[str]:
    """The address of a lab that answers meanwhile."""
    command = [sys.executable, "-m", "chainrule", "lab", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as lab:  # noqa: S603 - our own command
        assert lab.stderr is not None
        address = next(filter(None, (re.search(r"http://\S+", line) for line in lab.stderr))).group()
        while not answers(urlsplit(address).port):
            sleep(0.1)
        yield address
        lab.terminate()


def answers(port: int | None) -> bool:
    """Whether something listens at a port of this machine."""
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
