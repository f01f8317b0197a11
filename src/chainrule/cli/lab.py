"""`chainrule lab`: a page with a whiteboard that is rewritten, served to this machine alone."""

import socket
import webbrowser

import click

from chainrule.cli.benches import open_bench
from chainrule.cli.console import say
from chainrule.cli.exits import usage_error
from chainrule.cli.option_types import Count
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.targets import TargetCommand
from chainrule.lab.access import Access
from chainrule.lab.app import ROUTES, App, make_app

LARGEST_PORT = 65_535
EPILOG = """\b
Try:
  chainrule lab
  chainrule lab board.txt
  chainrule lab people.safetensors --data people.csv
  chainrule lab spirals"""
LAB_OPTIONS = (
    click.option("--data", metavar="DATA", help="Of a model: the table, or built-in name, whose rows are shown."),
    click.option("--target", "column", metavar="NAME", help="Of a table: the column to predict.  [default: guessed]"),
    click.option("--port", type=Count(1), metavar="NUMBER", help="[default: any that is free]"),
    click.option("--allow-host", "hosts", multiple=True, metavar="NAME",
        help="One more name by which a browser may call this machine; may be repeated."),
    click.option("--no-browser", is_flag=True, help="Print the address, and open no browser."),
    *OUTPUT_OPTIONS,
)  # fmt: skip


@click.command(cls=TargetCommand, epilog=EPILOG)
@click.argument("target", required=False)
@with_options(LAB_OPTIONS)
def lab(
    target: str | None,
    data: str | None,
    column: str | None,
    port: int | None,
    hosts: tuple[str, ...],
    no_browser: bool,
    quiet: bool,  # noqa: ARG001 - without its address nobody finds the lab
    debug: bool,  # noqa: ARG001
) -> None:
    """Open a whiteboard in the browser: what is written on it computes, and Python trains it.

    TARGET is a board in a text file, an expression, a model, a table or a built-in name. The lab listens on this
    machine only, lets in who has the address that it prints, once, and reads no file but those that are named here.
    """
    bench = open_bench(target, data, column)
    with _listening(port) as listener:
        access = Access(listener.getsockname()[1], ROUTES, hosts)
        app = make_app(bench, access)
        say(f"{bench.title}: {access.address}\nCtrl-C ends it.", err=True)
        if not no_browser:
            webbrowser.open(access.address)
        _serve(app, listener)


def _listening(port: int | None) -> socket.socket:
    """A socket that only this machine reaches."""
    if port is not None and port > LARGEST_PORT:
        raise usage_error("--port", f"ports are numbers from 1 to {LARGEST_PORT}")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port or 0))
    except OSError as error:
        listener.close()
        raise usage_error("--port", f"{port} cannot be had: {error.strerror}; leave it out, for any") from None
    return listener


def _serve(app: App, listener: socket.socket) -> None:
    """Answer until Ctrl-C."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="off",
        limit_concurrency=64,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listener])
