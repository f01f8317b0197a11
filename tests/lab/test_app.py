"""The lab's answers: pages of texts, one training that is told while it runs, and nothing for who may not ask."""

import asyncio
import gc
import json
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar

import numpy as np
import pytest
from tests.lab.test_access import CASES, OWN, PORT, request
from tests.live.test_live_page import payload_of, theta_of
from tests.live.test_shared import state

import chainrule as cr
from chainrule.cli.benches import FIRST, numbers_for
from chainrule.lab.access import MOST_BYTES, Access
from chainrule.lab.app import ROUTES, make_app
from chainrule.lab.bench import Bench
from chainrule.lab.job import NAME

Answer = TypeVar("Answer")
pytest.importorskip("starlette", reason="starlette is not installed")


def run(coroutine: Coroutine[object, object, Answer]) -> Answer:
    """What it returns, from a thread of its own: that of the tests may have a loop already, a browser's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


class Client:
    """The lab's own page, as far as requests go; `hangs_up` leaves after so many parts of an answer."""

    def __init__(self, bench: Bench | None = None) -> None:
        self.access = Access(PORT, ROUTES)
        self.app = make_app(bench or Bench("XOR", FIRST, numbers_for), self.access)

    def ask(
        self, path: str, body: bytes = b"{}", hangs_up: int | None = None, **changed: object
    ) -> tuple[int, dict, bytes]:
        """The status, the headers and the body of the answer."""
        return run(self._ask(request(path, self.access, **changed), body, hangs_up))

    def json(self, path: str, question: object, status: int = HTTPStatus.OK) -> dict:
        """An answer in JSON."""
        found, _, body = self.ask(path, json.dumps(question).encode())
        assert found == status, body
        return json.loads(body)

    def events(self, question: object, hangs_up: int | None = None) -> list[dict]:
        """What a training tells."""
        _, headers, body = self.ask("/train", json.dumps(question).encode(), hangs_up)
        assert headers["content-type"].startswith("text/event-stream"), body
        return [json.loads(one[6:]) for one in body.decode().split("\n\n") if one.startswith("data: ")]

    async def _ask(self, scope: dict, body: bytes, hangs_up: int | None) -> tuple[int, dict, bytes]:
        sent, left = [], asyncio.Event()
        parts = [body[start : start + 65_536] for start in range(0, len(body), 65_536)] or [b""]
        asked = [{"type": "http.request", "body": one, "more_body": i + 1 < len(parts)} for i, one in enumerate(parts)]

        async def receive() -> dict:
            if asked:
                return asked.pop(0)
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict) -> None:
            sent.append(message)
            if hangs_up is not None and len(sent) > hangs_up:
                left.set()

        await self.app({**scope, "http_version": "1.1"}, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:])


@pytest.fixture(scope="module")
def client() -> Client:
    """A lab with the XOR board."""
    return Client()


def test_every_foreign_request_gets_nothing(client):
    """Each is refused with a sentence, and nobody is let in by one."""
    for path, name, change in CASES:
        status, headers, body = client.ask(path, **change)
        assert 400 <= status < 500, (path, name)
        assert set(json.loads(body)) == {"error"}, (path, name)
        assert "set-cookie" not in headers, (path, name)
        assert "access-control-allow-origin" not in headers, (path, name)


def test_a_body_that_goes_on_is_not_read_on(client):
    """A request need not say how long it is."""
    status, _, _ = client.ask("/board", b" " * (MOST_BYTES + 1), content_length=None)
    assert status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_the_token_becomes_a_cookie_and_the_address_forgets_it():
    """One visit is let in; the next one with the same address is not."""
    client = Client()
    visit = {"raw_path": f"/?token={client.access.token}", "cookie": None}
    status, headers, _ = client.ask("/", **visit)
    assert (status, headers["location"]) == (HTTPStatus.SEE_OTHER, "/")
    assert client.ask("/", cookie=headers["set-cookie"].partition(";")[0])[0] == HTTPStatus.OK
    assert client.ask("/", **visit)[0] == HTTPStatus.FORBIDDEN


def test_the_policy_lets_nothing_in(client):
    """Two programs by their hashes, questions to the lab alone, and no frame around it."""
    _, headers, body = client.ask("/")
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert b"src=" not in body.replace(b"srcdoc=", b"")
    assert OWN.encode() not in body


def test_a_text_comes_back_as_its_page(client):
    """With its programs, and its numbers."""
    answer = client.json("/board", {"text": "data x = 3\nparams w = 2\nL = (w*x)**2", "optimizer": "adam", "state": ""})
    payload = payload_of(answer["page"])
    assert payload["model"]["board"]["text"].startswith("data x = 3")
    assert payload["training"]["optimizer"] == "adam"
    assert "data-widget" in answer["page"][:60]


def test_a_text_that_is_no_board_comes_back_with_what_is_wrong(client):
    """And the caret below the place."""
    answer = client.json("/board", {"text": "data x\nL = x *", "optimizer": "sgd", "state": ""})
    assert "^" in answer["error"]


def test_numbers_stay_where_they_fit(client):
    """What was seen before has the same numbers on the new board; what has another size begins anew."""
    before = state()
    text = before["model"]["board"]["text"]
    kept = client.json(
        "/board", {"text": text.replace("sigmoid", "tanh"), "optimizer": "sgd", "state": json.dumps(before)}
    )
    payload = payload_of(kept["page"])
    assert theta_of(payload) == before["now"]["theta"]
    assert payload["training"]["batch_size"] == 3
    larger = text.replace("W1 (2, 2), b1 (2, 1)", "W1 (3, 2), b1 (3, 1)").replace("w2 (1, 2)", "w2 (1, 3)")
    answer = client.json("/board", {"text": larger, "optimizer": "sgd", "state": json.dumps(before)})
    assert len(theta_of(payload_of(answer["page"]))) == 13


def test_settings_stay_where_the_optimizer_does(client):
    """The rate that was chosen on the page, until another optimizer is."""
    before = state()
    text = before["model"]["board"]["text"]
    for name, rate in (("adam", 0.25), ("sgd", cr.SGD().schedule.rate)):
        answer = client.json("/board", {"text": text, "optimizer": name, "state": json.dumps(before)})
        assert payload_of(answer["page"])["training"]["learning_rate"] == rate


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("/board", {}),
        ("/board", []),
        ("/board", {"text": 3, "optimizer": "sgd", "state": ""}),
        ("/board", {"text": "f = x", "optimizer": "sgd", "state": "", "path": "/etc/passwd"}),
        ("/train", {"state": "{}", "epochs": 3}),
        ("/train", {"state": "", "epochs": -3}),
        ("/stop", {"all": True}),
    ],
)
def test_a_question_that_is_none_is_refused(client, path, question):
    """With a sentence, and no trace of what lies below."""
    status, _, body = client.ask(path, json.dumps(question).encode())
    assert status in (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)
    assert "Traceback" not in body.decode()


def test_a_training_is_told_while_it_runs(client, tmp_path):
    """First the state in which a page begins the same run, then costs and vectors: those of Python's own training."""
    before = state()
    opening, *told, done = client.events({"state": json.dumps(before), "epochs": 20})
    file = tmp_path / "state.json"
    file.write_text(opening["open"])
    board = cr.open(file)
    assert (board.opened.step, board.theta.tolist()) == (0, before["now"]["theta"])
    board.train(board.opened.data, optimizer=cr.Adam(0.25), batch_size=3, epochs=20)
    np.testing.assert_allclose([cost for one in told for cost in one["costs"]], board.history.cost, rtol=1e-9)
    np.testing.assert_allclose(told[-1]["vectors"]["theta"], board.theta, rtol=1e-9)
    assert set(told[-1]["vectors"]) == {"theta", "gradient", "first_moment", "second_moment"}
    assert (told[-1]["step"], done) == (60, {"done": "20 epochs, 60 steps"})


def test_a_training_that_diverges_says_so(client):
    """As Python does."""
    wild = {**state(), "optimizer": {**state()["optimizer"], "learning_rate": WILD}}
    assert "diverged" in client.events({"state": json.dumps(wild), "epochs": 100})[-1]["done"]


WILD = {"rate": 1e300, "schedule": "constant", "settings": []}
LONG = {"state": json.dumps(state()), "epochs": 1_000_000}  # of which it makes 33,333: a page holds 100,000 steps


OBJECTS = 500  # that may come and go whatever is asked


@pytest.mark.parametrize("times", [3, pytest.param(1_000, marks=pytest.mark.slow)])
def test_who_hangs_up_leaves_no_job_and_no_memory(times):
    """Each training ends soon after nobody listens, its thread with it; what it was made of is freed."""
    client = Client()
    hang_up(client)
    before = living_objects()
    for _ in range(times):
        hang_up(client)
    assert living_objects() - before < OBJECTS


def hang_up(client: Client) -> None:
    """Listen to a training for two pieces of news, and wait until its thread has ended."""
    client.events(LONG, hangs_up=2)
    for _ in range(500):
        if NAME not in [one.name for one in threading.enumerate()]:
            return
        time.sleep(0.01)
    raise AssertionError("a job goes on after five seconds")


def living_objects() -> int:
    """How many objects are reached from somewhere."""
    gc.collect()
    return len(gc.get_objects())


def test_there_is_one_training_at_a_time_and_it_can_be_stopped():
    """A second one is refused while the first one runs; after a stop it ends, and says where."""
    client = Client()

    async def both() -> tuple[int, bytes]:
        ask = lambda path, body: client._ask(request(path, client.access), body, None)  # noqa: E731
        first = asyncio.create_task(ask("/train", json.dumps(LONG).encode()))
        status = HTTPStatus.OK
        while status == HTTPStatus.OK:  # until the first one has begun
            await asyncio.sleep(0.02)
            if first.done():
                break
            status, _, _ = await ask("/train", json.dumps({**LONG, "epochs": 0}).encode())
        await ask("/stop", b"{}")
        return status, (await first)[2]

    status, told = run(both())
    assert status == HTTPStatus.CONFLICT
    assert b"stopped after" in told
