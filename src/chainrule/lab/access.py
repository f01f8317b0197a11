"""Access: who may ask the lab, decided from a request's raw head, before anything of it is read.

That a server listens on the loopback alone keeps no page of a browser out: any page may send requests there, and by
rebinding a name even read the answers. So a request names exactly this host and port, comes with the cookie that the
one-time token was exchanged for, and what does something is JSON, sent by POST from the lab's own page.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]  # of a request, as ASGI has it
JSON = "application/json"
MOST_BYTES = 4_000_000  # of a request's body
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered."""

    status: HTTPStatus
    why: str


@dataclass
class Access:
    """The hosts that the lab is called by, its routes, each with its method, and its secrets, which nobody chooses."""

    port: int
    routes: Mapping[str, str]
    more_hosts: Iterable[str] = ()
    token: str = field(default_factory=token_urlsafe, repr=False)  # good for one time
    secret: str = field(default_factory=token_urlsafe, repr=False)  # what the cookie holds

    def __post_init__(self) -> None:
        self.hosts = {f"{name}:{self.port}" for name in (*LOOPBACK, *self.more_hosts)}

    @property
    def cookie(self) -> str:
        """The cookie's name, another one for each lab on this machine."""
        return f"chainrule-{self.port}"

    @property
    def address(self) -> str:
        """Where a browser is sent first."""
        return f"http://{LOOPBACK[0]}:{self.port}/?token={self.token}"

    def refusal(self, scope: Scope) -> Refusal | None:
        """Why this request is refused; None where it is answered."""
        headers = _headers(scope)
        if refused := self._foreign(scope, headers):
            return refused
        if self.brings_token(scope):
            return None
        if not self._knows(headers):
            return Refusal(HTTPStatus.FORBIDDEN, "open the address that chainrule lab has printed")
        return _no_json(headers) if scope["method"] == "POST" else None

    def _foreign(self, scope: Scope, headers: Mapping[str, list[str]]) -> Refusal | None:
        """Why a request is none of this lab's own page."""
        hosts, origins = headers.get("host", []), headers.get("origin", [])
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return Refusal(HTTPStatus.FORBIDDEN, "the lab is called by another name; --allow-host names one more")
        method = self.routes.get(_path(scope))
        if method is None:
            return Refusal(HTTPStatus.NOT_FOUND, "the lab has no such page")
        if scope["method"] != method:
            return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, f"this takes {method}")
        own = [f"http://{hosts[0]}"]
        if origins != own and (origins or method == "POST"):
            return Refusal(HTTPStatus.FORBIDDEN, "only the lab's own page may ask this")
        return None

    def brings_token(self, scope: Scope) -> bool:
        """Whether a request brings the token that is still good."""
        if _path(scope) != "/" or scope["method"] != "GET" or not self.token:
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return len(given) == 1 and compare_digest(given[0].encode(), self.token.encode())

    def exchange(self) -> str:
        """The cookie for the token, which is good no more."""
        self.token = ""
        return f"{self.cookie}={self.secret}; HttpOnly; SameSite=Strict; Path=/"

    def _knows(self, headers: Mapping[str, list[str]]) -> bool:
        """Whether the cookie is that of this lab."""
        try:
            cookies = SimpleCookie("; ".join(headers.get("cookie", [])))
        except CookieError:
            return False
        given = cookies[self.cookie].value if self.cookie in cookies else ""
        return compare_digest(given.encode(), self.secret.encode())


def _no_json(headers: Mapping[str, list[str]]) -> Refusal | None:
    """Why the body of a request is not read."""
    kinds, lengths = headers.get("content-type", []), headers.get("content-length", [])
    if len(kinds) != 1 or kinds[0].partition(";")[0].strip().lower() != JSON:
        return Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"this takes {JSON}")
    if len(lengths) > 1 or any(not one.isdecimal() or int(one) > MOST_BYTES for one in lengths):
        return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"this takes up to {MOST_BYTES:,} bytes")
    return None


def _path(scope: Scope) -> str:
    """The path as it was sent, with nothing unquoted or joined."""
    raw = scope.get("raw_path")
    return str(scope["path"]) if raw is None else bytes(raw).partition(b"?")[0].decode("latin-1")


def _headers(scope: Scope) -> dict[str, list[str]]:
    """Every header with all that it was given."""
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found
