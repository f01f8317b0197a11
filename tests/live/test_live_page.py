"""The live page as text: what it holds, what it runs, and what it refuses."""

import gzip
import json
import re
import subprocess
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path
from shutil import which

import numpy as np
import pytest
from tests.live.boards import HIDDEN, cases

import chainrule as cr
from chainrule.live.document import BUNDLE
from chainrule.readers.notation.live_numbers import ROWS
from chainrule.training.optimizers import OPTIMIZERS

ROOT = Path(__file__).parents[2]


def payload_of(page: str) -> dict:
    """What the page's program is handed."""
    return json.loads(re.search(r'id="payload">(.*?)</script>', page)[1])


def theta_of(payload: dict) -> list[float]:
    """Theta, from the parameters in its order."""
    numbers = {one["name"]: one["numbers"] for one in payload["leaves"]}
    return [number for window in payload["training"]["windows"] for number in numbers[window["name"]]]


def shown(page: str, key: str) -> str:
    """A program as the page shows it."""
    return unescape(re.search(rf'<pre class="code" tabindex="0" id="{key}">(.*?)</pre>', page, re.DOTALL)[1])


@pytest.mark.parametrize("name", cases())
def test_every_number_of_the_circuit_is_computed(name):
    """Each is called like a leaf, a result, or the number of examples; what the picture calls ∂L/∂L is 1 for ever."""
    page = cases()[name].page
    payload = payload_of(page)
    known = {one["name"] for one in [*payload["leaves"], *payload["results"]]} | {"∂L/∂L", ROWS}
    known |= {*re.findall(r'^        "(.*?)": ', shown(page, "gates"), re.MULTILINE)} if payload["gates"] else set()
    names = {re.sub(r"\[[\d,]+\]$| norm$| mean$", "", unescape(one)) for one in re.findall(r'data-name="(.*?)"', page)}
    assert names <= known
    assert len(names) > 8


def test_the_program_that_is_shown_is_the_one_that_is_printed():
    """Byte for byte, in double precision, whatever the type of the board."""
    case = cases()["batches"]
    board = cr.whiteboard(case.text)
    board.train(case.rows, optimizer=case.optimizer, batch_size=3, epochs=1, dtype="float64")
    assert shown(case.page, "training") == board.source(engine="javascript")


def test_every_rule_is_told_by_the_page_s_own():
    """Lines that both have stand once on the page; put together they are the program that Python prints."""
    case = cases()["batches"]
    training = payload_of(case.page)["training"]
    own = shown(case.page, "training").splitlines()
    board = cr.whiteboard(case.text)
    for rule in training["others"]:
        parts = [one if isinstance(one, str) else "\n".join(own[slice(*one)]) for one in rule["told"]]
        optimizer = OPTIMIZERS[rule["optimizer"]]()
        board.train(case.rows, optimizer=optimizer, batch_size=3, epochs=1, dtype="float64")
        assert "\n".join(parts) + "\n" == board.source(engine="javascript")
    assert {rule["optimizer"] for rule in training["others"]} == set(OPTIMIZERS) - {"adam"}


def test_a_page_is_light():
    """At most 150 kB compressed, also with as many numbers as it may hold."""
    rng = np.random.default_rng(0)
    many = cr.Network([20, 16, 3]).page(rng.normal(size=(360, 20)), rng.integers(0, 3, 360))
    wide = cr.Network([784, 18, 10]).page(rng.integers(0, 9, (2, 784)), np.array([0, 9]), batch_size=2)
    plane = cr.Network([2, 8, 2]).page(rng.normal(size=(3_100, 2)), rng.integers(0, 2, 3_100))
    for page, count in ((many, 7_600), (wide, 14_000), (plane, 6_200)):
        assert sum(np.prod(one["shape"]) for one in payload_of(page)["leaves"]) > count
        assert len(gzip.compress(page.encode())) < 150_000


def test_a_page_asks_for_nothing():
    """No address of another file, and only the program with this hash runs."""
    page = cases()["batches"].page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    script = re.search(r'<script type="module">(.*?)</script>', page, re.DOTALL)[1]
    assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in page
    assert "</script" not in script


def test_a_network_hands_over_its_own_theta_and_rows():
    """In double precision, with the labels as the places of classes."""
    network = cr.Network([2, 3, 2], seed=4)
    X, y = np.arange(8.0).reshape(4, 2), np.array(["b", "a", "b", "b"])
    payload = payload_of(network.page(X, y, optimizer=cr.Adam(0.02), batch_size=2))
    leaves = {one["name"]: one for one in payload["leaves"]}
    assert leaves["X"]["numbers"] == X.T.ravel().tolist()
    assert leaves["labels"]["numbers"] == [1, 0, 1, 1]
    assert not leaves["labels"]["editable"]
    assert theta_of(payload) == network.theta.astype(float).tolist()
    assert (payload["training"]["learning_rate"], payload["training"]["batch_size"]) == (0.02, 2)


def test_text_from_outside_stays_text():
    """A title with signs of HTML is shown as it is written."""
    page = cr.whiteboard("f = x * x").page({"x": 3}, title="</title><script>alert(1)</script>")
    assert "<script>alert" not in page


def test_steps_are_handed_in_as_a_list():
    """As everywhere else: x has as many numbers as it has steps."""
    board = cr.whiteboard("data x[1..2] (m,), y (m,)\nparams w\nL = sum((w*x[1] + w**2*x[2] - y)**2)/m")
    whole = board.page({"x": [[1.0, 2.0], [3.0, 4.0]], "y": [1.0, 1.0], "w": 0.5})
    assert whole == board.page({"x_1": [1.0, 2.0], "x_2": [3.0, 4.0], "y": [1.0, 1.0], "w": 0.5})


def test_what_a_page_does_not_do_is_refused():
    """Batches that grow, and more numbers than a browser should hold."""
    board, numbers = cr.whiteboard(HIDDEN), cases()["full"].numbers
    with pytest.raises(cr.SettingError, match=r'batches of one size.*"full"'):
        board.page(numbers, batch_size=cr.growing_size(2))
    with pytest.raises(cr.SettingError, match="hand in fewer rows"):
        cr.Network([2, 3, 1]).page(np.zeros((100_000, 2)), np.zeros(100_000))


@pytest.mark.slow
def test_the_built_program_is_that_of_its_source(tmp_path):
    """Byte by byte, where npm can bring the tools; types are checked on the way."""
    script = ROOT / "scripts" / "build_page.sh"
    if not which("npx") or subprocess.run(["sh", script, tmp_path], capture_output=True, check=False).returncode:  # noqa: S603, S607
        pytest.skip("npm is not installed, or brings nothing")
    for name in ("page.js", "widget.js", "lab.js"):
        assert (tmp_path / name).read_bytes() == (BUNDLE.parent / name).read_bytes()
