"""What a notebook shows of each public object: this module fills the table of displays."""

from dataclasses import replace
from zlib import crc32

from chainrule.errors import ChainruleError
from chainrule.faces.board import Board
from chainrule.faces.curves import training_curves
from chainrule.faces.equations import node_equations
from chainrule.faces.explanation import Explanation
from chainrule.faces.html import (
    code,
    display,
    heading,
    paragraph,
    show_equations,
    show_formula,
    show_trace,
    table,
)
from chainrule.faces.labelled import LabelledVector
from chainrule.faces.network import Network
from chainrule.faces.summaries import HEADINGS, layer_rows, size_and_cost
from chainrule.faces.trained_run import TrainedRun
from chainrule.graph.display import WIDTH, Display, Displayed, write_note
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.monitor.monitor import Monitor
from chainrule.movement.landscape import Landscape
from chainrule.movement.race import Race
from chainrule.movement.random_search import RandomSearch
from chainrule.readers.check.growth_report import GrowthReport
from chainrule.readers.check.report import CheckReport
from chainrule.readers.check.report_text import HEADINGS as CHECK_HEADINGS
from chainrule.readers.check.report_text import parameter_row, verdict, write_check
from chainrule.readers.equations import Equations, equations, with_running
from chainrule.readers.movement.five_steps_picture import FiveSteps
from chainrule.readers.movement.scatter_picture import Scatter
from chainrule.readers.movement.slice_picture import Slice, SliceStrip
from chainrule.readers.movement.surface_picture import Surfaces
from chainrule.readers.notation.names import written_alike
from chainrule.readers.notation.numbers import format_count
from chainrule.readers.script import Script
from chainrule.readers.trace import Trace
from chainrule.readers.typeset.latex import to_latex
from chainrule.readers.typeset.text import write_name
from chainrule.training.batching.log import BatchingLog
from chainrule.training.update_course import UpdateCourse
from chainrule.tutor.verdicts import Verdict

MOST_NODES = 400  # of a graph that is written out
MOST_ENTRIES = 36  # of a constant that is written out
MOST_NEURONS = 40  # of a network that is drawn
MOST_CORNERS = 10  # of a check that are told


# ---- nodes, graphs, boards ----------------------------------------------------------------------------------------


def _is_small(graph: Graph) -> bool:
    """Whether the equations of a graph can be read."""
    sizes = (operand.attributes["value"] for operand in graph.order if operand.op.name == "constant")
    small = len(graph.order) <= MOST_NODES and all(getattr(value, "size", 1) <= MOST_ENTRIES for value in sizes)
    return small and written_alike(graph) is None


def _node_html(node: Node) -> str:
    if not _is_small(Graph({}, {}, tuple(topological([node])))):
        return display(code(repr(node)))
    lines = node_equations(node).all
    shape = f"shape {write_shape(node.shape)}"
    if len(lines) == 1:  # the name that the line begins with is nobody's
        return display(show_formula(lines[0].sides[0]), paragraph(shape))
    return display(*show_equations(Equations(lines)), paragraph(shape))


def _node_latex(node: Node) -> str:
    if not _is_small(Graph({}, {}, tuple(topological([node])))):
        return ""
    lines = node_equations(node)
    return rf"$\displaystyle {to_latex(lines.all[0].sides[0])}$" if len(lines.all) == 1 else lines.latex()


def _graph_html(graph: Graph) -> str:
    return display(*show_equations(equations(graph))) if _is_small(graph) else display(code(repr(graph)))


def _graph_latex(graph: Graph) -> str:
    return equations(graph).latex() if _is_small(graph) else ""


def _board_html(board: Board) -> str:
    """The equations of a board, in letters, with its notes."""
    graph = _shown(board)
    if not _is_small(graph):
        return display(code(repr(graph)))
    return display(*show_equations(replace(with_running(equations(graph), graph), notes=board.notes)))


def _shown(board: Board) -> Graph:
    """Both passes of a board; the forward pass where there is no cost."""
    try:
        return board.backward()
    except ChainruleError:
        return board.graph


# ---- networks and runs --------------------------------------------------------------------------------------------


def _network_html(network: Network) -> str:
    summary = table(HEADINGS, layer_rows(network.architecture, network.frozen))
    end = paragraph(size_and_cost(network.architecture, network.theta.dtype.name))
    if sum(network.architecture.sizes) > MOST_NEURONS:
        return display(summary, end)
    # ids must differ from those of another network on the same page
    return display(summary, end, network.neurons(prefix=f"neurons-{crc32(network.theta.tobytes()):08x}"))


def _run_html(run: TrainedRun) -> str:
    return display(training_curves(run), paragraph(repr(run).strip("<>")), paragraph(run.batches))


# ---- what readers make --------------------------------------------------------------------------------------------


def _check_html(report: CheckReport) -> str:
    rows = map(parameter_row, report.parameters)
    corners = list(dict.fromkeys(map(str, report.corners)))[:MOST_CORNERS]
    price = f"{format_count(report.evaluations)} evaluations of {report.cost}, against one backward pass."
    head = [*CHECK_HEADINGS[:-1], "verdict"]
    notes = map(write_note, report.notes)
    return display(paragraph(verdict(report)), table(head, rows), *map(paragraph, (*corners, price, *notes)))


def _verdict_html(one: Verdict) -> str:
    sign = "✓" if one.right else "✗"
    return display(heading(f"{sign} {one.called or write_name(one.name)}: {one.kind}"), paragraph(one.sentence))


def _explanation_html(explanation: Explanation) -> str:
    return display(*show_equations(explanation.equations), *show_trace(explanation.trace))


def _monitor_html(monitor: Monitor) -> str:
    """The picture, and the report with all that is to be said."""
    return display(monitor.svg(), code(str(monitor))) if monitor.looks else display(paragraph(str(monitor)))


Displayed.displays.update(
    {
        Node: Display(_node_html, _node_latex),
        Graph: Display(_graph_html, _graph_latex),
        Board: Display(_board_html, lambda board: _graph_latex(_shown(board))),
        Network: Display(_network_html),
        **dict.fromkeys((Slice, SliceStrip, Surfaces, Scatter, FiveSteps), Display(lambda one: display(one.svg()))),
        Landscape: Display(lambda landscape: display(landscape.svg())),
        Race: Display(lambda race: display(race.svg())),
        RandomSearch: Display(lambda search: display(search.svg())),
        TrainedRun: Display(_run_html),
        Monitor: Display(_monitor_html, text=str),
        LabelledVector: Display(lambda vector: display(table(("entry", "value"), vector.rows)), text=str),
        BatchingLog: Display(lambda log: display(log.svg())),
        UpdateCourse: Display(lambda course: display(course.svg())),
        Equations: Display(lambda lines: display(*show_equations(lines)), Equations.latex, str),
        Trace: Display(lambda trace: display(*show_trace(trace)), text=lambda trace: trace.text(WIDTH)),
        CheckReport: Display(_check_html, text=write_check),
        GrowthReport: Display(lambda growth: display(growth.svg()), text=str),
        Verdict: Display(_verdict_html, text=str),
        Script: Display(lambda script: display(code(script.text)), text=str),
        Explanation: Display(_explanation_html, text=Explanation.text),
    }
)
