"""`chainrule check`: the gradients of a board against finite differences, or a person's own against those."""

import click

from chainrule.boards.points import complete_values
from chainrule.boards.verdicts import Verdict
from chainrule.cli.assignments import read_assignments
from chainrule.cli.boards import Titled, open_board, random_values
from chainrule.cli.exits import CHECK_FAILED, usage_error
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.targets import AT_OPTION, SEED_OPTION
from chainrule.errors import ChainruleError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.readers.check.text import write_check
from chainrule.readers.equations import equations
from chainrule.readers.typeset.text import to_text

EPILOG = """\b
Try:
  chainrule check board.txt
  chainrule check "(w*x - y)**2" --claim "dw = 2*(w*x - y)*x\""""
CHECK_OPTIONS = (
    click.option("--claim", "claims", multiple=True, metavar='"dW = …"',
        help="A gradient of your own, to be judged; may be repeated."),
    click.option("--reveal", is_flag=True, help="With a claim that is wrong, show the gradient."),
    AT_OPTION,
    SEED_OPTION,
    *OUTPUT_OPTIONS,
)  # fmt: skip


@click.command(epilog=EPILOG)
@click.argument("target")
@with_options(CHECK_OPTIONS)
def check(
    target: str,
    claims: tuple[str, ...],
    reveal: bool,
    at: tuple[str, ...],
    seed: int,
    quiet: bool,
    debug: bool,  # noqa: ARG001
) -> int:
    """Check every gradient of TARGET, a board's file or an expression, or your own gradients by --claim.

    Letters in shapes get random sizes, and what has no value gets random numbers. The exit code is 0 when all is
    right and 5 when a gradient or a claim is wrong.
    """
    if reveal and not claims:
        raise usage_error("--reveal", "there is nothing to reveal without a --claim")
    titled = open_board(target)
    if not titled.board.wrt:
        raise usage_error("TARGET", "there is no name in it to differentiate by")
    given = read_assignments(at, titled.board.graph)
    right, said = _judged(titled, claims, given, reveal=reveal) if claims else _checked(titled, given, seed)
    if not quiet:
        click.echo(said)
    return 0 if right else CHECK_FAILED


def _checked(titled: Titled, given: dict[str, Array], seed: int) -> tuple[bool, str]:
    known = {**titled.board.whiteboard.values, **given}
    values = random_values(titled, known, seed, complete_values)
    report = titled.board.check(values)
    sizes = ", ".join(f"{letter} = {size}" for letter, size in sorted(values.sizes.items()))
    return report.right, "\n\n".join([write_check(report), *([f"Sizes: {sizes}."] if sizes else [])])


def _judged(titled: Titled, claims: tuple[str, ...], given: dict[str, Array], *, reveal: bool) -> tuple[bool, str]:
    try:
        verdicts = [titled.board.claim(claim, **given) for claim in claims]
    except ChainruleError as error:
        raise usage_error("--claim", str(error)) from None
    lines = [line for verdict in verdicts for line in _told(verdict, reveal=reveal)]
    return all(verdict.right for verdict in verdicts), "\n".join(lines)


def _told(verdict: Verdict, *, reveal: bool) -> list[str]:
    """The verdict, and the gradient where it is asked for."""
    if verdict.right or not reveal:
        return [str(verdict)]
    backward = verdict.backward
    alone = Graph({verdict.name: verdict.reveal}, backward.names, backward.unused)
    shown = next(one for one in equations(alone).backward if one.name == verdict.name)
    return [str(verdict), f"  {to_text(shown.formula)}"]
