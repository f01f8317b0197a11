"""The app: the lab's routes, behind a guard that reads the head of every request first."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from http import HTTPStatus
from typing import Any

from chainrule.errors import ChainruleError, MissingPackageError, SettingError
from chainrule.json_fields import FieldError
from chainrule.lab.access import MOST_BYTES, Access, Refusal, Scope
from chainrule.lab.bench import Bench
from chainrule.lab.document import lab_page, lab_policy
from chainrule.lab.job import Job
from chainrule.lab.lab import Answer, Lab

App = Callable[[Scope, Any, Any], Awaitable[None]]  # as ASGI has it
ROUTES = {"/": "GET", "/board": "POST", "/train": "POST", "/stop": "POST"}
HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class _TooLargeError(Exception):
    """A body that goes on behind what is read."""


def make_app(bench: Bench, access: Access) -> App:
    """The lab as an ASGI app. Raises MissingPackageError without starlette."""
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import HTMLResponse, JSONResponse, StreamingResponse
        from starlette.routing import Route
    except ImportError:
        raise MissingPackageError('the lab needs starlette and uvicorn: pip install "chainrule[lab]"') from None
    lab, home = Lab(bench), lab_page(bench)

    async def answer_home(_: object) -> object:
        return HTMLResponse(home, headers={**HEADERS, "content-security-policy": lab_policy()})

    def answering(answer: Callable[[bytes], Answer | Job]) -> Callable[[Any], Awaitable[object]]:
        async def handle(request: Any) -> object:
            try:
                found = await run_in_threadpool(answer, await _body(request))
            except _TooLargeError:
                return _refused(Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"this takes up to {MOST_BYTES:,} bytes"))
            except SettingError as error:
                return _refused(Refusal(HTTPStatus.CONFLICT, str(error)))
            except (ChainruleError, FieldError) as error:
                return _refused(Refusal(HTTPStatus.BAD_REQUEST, str(error)))
            if isinstance(found, Job):
                return StreamingResponse(_events(found), media_type="text/event-stream", headers=HEADERS)
            return JSONResponse(found, headers=HEADERS)

        return handle

    answers = {"/board": answering(lab.board), "/train": answering(lab.train), "/stop": answering(lab.stop)}
    endpoints = {"/": answer_home, **answers}
    routes = [Route(path, endpoints[path], methods=[method]) for path, method in ROUTES.items()]
    return _guarded(Starlette(routes=routes), access)


def _guarded(inside: App, access: Access) -> App:
    """The app for those who may ask; the token is exchanged for the cookie on the way."""

    async def guarded(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await inside(scope, receive, send)
        elif scope["type"] == "http":
            refusal = access.refusal(scope)
            if refusal is not None:
                await _refused(refusal)(scope, receive, send)
            elif access.brings_token(scope):
                await _entered(access.exchange())(scope, receive, send)
            else:
                await inside(scope, receive, send)

    return guarded


def _entered(cookie: str) -> App:
    """Home again, now with the cookie, and without the token in the address."""
    from starlette.responses import Response

    made: App = Response(status_code=HTTPStatus.SEE_OTHER, headers={**HEADERS, "location": "/", "set-cookie": cookie})
    return made


def _refused(refusal: Refusal) -> App:
    from starlette.responses import JSONResponse

    made: App = JSONResponse({"error": refusal.why}, status_code=refusal.status, headers=HEADERS)
    return made


async def _body(request: Any) -> bytes:
    """The body, of which no more is read than may be."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise _TooLargeError
        parts.append(part)
    return b"".join(parts)


async def _events(job: Job) -> AsyncIterator[str]:
    """What a job tells, as events; a job ends where nobody listens."""
    from starlette.concurrency import iterate_in_threadpool

    try:
        async for one in iterate_in_threadpool(_written(job)):
            yield one
    finally:
        job.stop()


def _written(job: Job) -> Iterator[str]:
    for news in job.news():
        yield ":\n\n" if news is None else f"data: {json.dumps(news)}\n\n"  # a comment, which shows whether one listens
