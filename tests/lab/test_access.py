"""Who may ask the lab: every route refuses every foreign request, before anything of it is read."""

from http import HTTPStatus

import pytest

from chainrule.lab.access import MOST_BYTES, Access
from chainrule.lab.app import ROUTES

PORT = 45_678
OWN, ORIGIN = f"127.0.0.1:{PORT}", f"http://127.0.0.1:{PORT}"


def request(path: str, access: Access, **changed: object) -> dict:
    """What the lab's own page asks, with some of it changed: a header to another text, to several, or to none."""
    method = str(changed.pop("method", ROUTES.get(path, "GET")))
    raw = str(changed.pop("raw_path", path))
    headers: dict[str, object] = {"host": OWN, "cookie": f"{access.cookie}={access.secret}"}
    if method == "POST":
        headers |= {"origin": ORIGIN, "content-type": "application/json", "content-length": "2"}
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    pairs = [
        (name.encode(), str(one).encode())
        for name, value in headers.items()
        if value is not None
        for one in (value if isinstance(value, list) else [value])
    ]
    query = raw.partition("?")[2].encode()
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": raw.encode(),
        "query_string": query,
        "headers": pairs,
    }


FOREIGN = {
    "no token": {"cookie": None},
    "wrong token": {"cookie": f"chainrule-{PORT}=guessed"},
    "token of another lab": {"cookie": "chainrule-1=x"},
    "damaged cookie": {"cookie": "\x01=;;=\x02"},
    "foreign origin": {"origin": "http://evil.example"},
    "null origin": {"origin": "null"},
    "origin of another port": {"origin": f"http://127.0.0.1:{PORT + 1}"},
    "origin by https": {"origin": f"https://127.0.0.1:{PORT}"},
    "duplicate origin": {"origin": [ORIGIN, ORIGIN]},
    "foreign host": {"host": "evil.example"},
    "foreign host with the port": {"host": f"evil.example:{PORT}"},
    "rebound host and origin": {"host": f"evil.example:{PORT}", "origin": f"http://evil.example:{PORT}"},
    "host without the port": {"host": "127.0.0.1"},
    "trailing dot": {"host": f"127.0.0.1.:{PORT}"},
    "trailing dot of a name": {"host": f"localhost.:{PORT}"},
    "capitals": {"host": f"LOCALHOST:{PORT}"},
    "user in the host": {"host": f"evil@127.0.0.1:{PORT}"},
    "no host": {"host": None},
    "duplicate host": {"host": [OWN, OWN]},
    "two hosts": {"host": [OWN, "evil.example"]},
    "absolute form": {"raw_path": "http://evil.example/board"},
    "path with a dot": {"raw_path": "/./board"},
    "quoted path": {"raw_path": "/%62oard"},
    "another method": {"method": "PUT"},
    "options": {"method": "OPTIONS"},
    "head": {"method": "HEAD"},
}
OF_POSTS = {
    "get": {"method": "GET"},
    "no origin": {"origin": None},
    "plain text": {"content_type": "text/plain"},
    "a form": {"content_type": "application/x-www-form-urlencoded"},
    "json beside text": {"content_type": ["text/plain", "application/json"]},
    "no content type": {"content_type": None},
    "oversize": {"content_length": str(MOST_BYTES + 1)},
    "a length that is none": {"content_length": "-1"},
    "two lengths": {"content_length": ["2", "3"]},
}
CASES = [
    (path, name, change)
    for path, method in ROUTES.items()
    for name, change in {**FOREIGN, **(OF_POSTS if method == "POST" else {"post": {"method": "POST"}})}.items()
]


@pytest.mark.parametrize(("path", "name", "change"), CASES, ids=[f"{path} {name}" for path, name, _ in CASES])
def test_a_foreign_request_is_refused(path, name, change):
    """Whatever else of it is right."""
    access = Access(PORT, ROUTES)
    assert access.refusal(request(path, access)) is None
    assert access.refusal(request(path, access, **change)) is not None


@pytest.mark.parametrize("path", ["/other", "//board", "/board/", "/Board", "/../board", ""])
def test_there_are_no_other_routes(path):
    """A path is one of the four, to the letter."""
    access = Access(PORT, ROUTES)
    assert access.refusal(request(path, access)).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("host", ["localhost", "[::1]", "127.0.0.1"])
def test_the_names_of_this_machine_are_known(host):
    """Each with the port, and with an origin of the same name."""
    access = Access(PORT, ROUTES)
    own = {"host": f"{host}:{PORT}", "origin": f"http://{host}:{PORT}"}
    assert access.refusal(request("/board", access, **own)) is None
    assert access.refusal(request("/board", access, **{**own, "origin": "http://127.0.0.2"})) is not None


def test_one_more_name_may_be_allowed():
    """That name, and no longer one that ends in it."""
    access = Access(PORT, ROUTES, ("my.box",))
    for name, allowed in (("my.box", True), ("evil.my.box", False)):
        own = {"host": f"{name}:{PORT}", "origin": f"http://{name}:{PORT}"}
        assert (access.refusal(request("/board", access, **own)) is None) is allowed


def test_the_token_is_good_once():
    """It opens the door without a cookie, at home alone, and then never again."""
    access = Access(PORT, ROUTES)
    with_token = {"raw_path": f"/?token={access.token}", "cookie": None}
    assert access.address == f"http://127.0.0.1:{PORT}/?token={access.token}"
    assert access.brings_token(request("/", access, **with_token))
    assert access.refusal(request("/", access, **with_token)) is None
    assert access.refusal(request("/", access, raw_path="/?token=guessed", cookie=None)) is not None
    twice = f"/?token={access.token}&token={access.token}"
    assert access.refusal(request("/", access, raw_path=twice, cookie=None)) is not None
    assert access.refusal(request("/", access, **with_token, origin="http://evil.example")) is not None
    posted = {"raw_path": f"/board?token={access.token}", "cookie": None}
    assert access.refusal(request("/board", access, **posted)) is not None
    cookie = access.exchange()
    assert cookie == f"chainrule-{PORT}={access.secret}; HttpOnly; SameSite=Strict; Path=/"
    assert access.refusal(request("/", access, **with_token)) is not None
    assert access.refusal(request("/", access, raw_path="/?token=", cookie=None)) is not None


def test_secrets_are_drawn_anew():
    """Two labs share none, and a repr shows none."""
    one, other = Access(PORT, ROUTES), Access(PORT, ROUTES)
    assert len({one.token, one.secret, other.token, other.secret}) == 4
    assert one.secret not in repr(one)
