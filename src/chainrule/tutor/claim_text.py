"""Claim text: what a claim is about, and the expression that it states.

`dW1 = …`, `dL/dW1 = …` and `∂L2/∂W1 = …` name a gradient, and so do `W1.grad`, `grad_W1`, `∇W1`, and `dJ/dW1` where the
board has no J; an error signal such as δ1 is the cotangent of Z1. The expression may use every name of the board, the
letters of shapes as numbers, and cotangents that lie on the way from the cost, such as `dZ` or `∂L/∂Z`.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from math import pi

from chainrule.boards.aliases import Spellings
from chainrule.boards.board_functions import FUNCTIONS
from chainrule.boards.calls import DECIMAL_COMMA, POINT, with_exp
from chainrule.boards.faults import Place, did_you_mean, readable, refuse_signs, require_short_line
from chainrule.boards.literals import DEEPEST, depth
from chainrule.boards.names import PI
from chainrule.boards.statements import NESTED, with_bounds
from chainrule.boards.steps import Counting, step_name, write_step
from chainrule.boards.whiteboard import Whiteboard
from chainrule.graph.node import Node, constant
from chainrule.graph.scopes import LOOP
from chainrule.ops.reductions import dimension
from chainrule.tutor.questions import (
    RATES,
    UNDECLARED,
    Question,
    declared_rate,
    derivative_of,
    is_whole_gradient,
    known_name,
    parameters,
    resolved,
    undeclared_rate,
)
from chainrule.tutor.respelled import Respelled, meant_step

EXAMPLE = "a claim is a line such as dW1 = (w2.T @ G) @ X.T"
PARTIAL = "∂"
LIKE_D = "ⅆ"  # as long as ∂ in bytes, so that columns stay, and a d to Python's parser, which normalizes names
LEFT_SIDES = (  # how a derivative is written, and how it is read
    (r"\s*/\s*", "_"),
    (r"\A(\w+)\.grad\Z", r"d\1"),
    (r"\A∇_?\s*(\w+)(?:\s+\w+)?\Z", r"grad_\1"),
    (r"\A(?:grad|nabla)_(\w+?)\s*[( ]\s*(\w+)\s*\)?\Z", r"d\2_d\1"),
    (r"\Agrad(?:ient)?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)\Z", r"d\1_d\2"),
    (r"\A(?:grad(?:ient)?|nabla)(?:\s*\(\s*|\s+|_)(\w+)\s*\)?\Z", r"grad_\1"),
)
SIDES = re.compile(r"(?P<left>[^=]*?)(?P<sign>:=|<-|-=|\+=|=(?!=))(?P<right>.*)")
STEPS = {"-=": ast.Sub, "+=": ast.Add}
AFTER = re.compile(r"(\w+?)_(?:new|next|after|updated)")
IN_BRACKETS = re.compile(r"(?P<name>\w+)\[(?P<index>[^][:]*)\]")
SLASHED = re.compile(rf"(?<!\w)([d{LIKE_D}]\w+)/([d{LIKE_D}]\w+)(?!\w)")


@dataclass(frozen=True)
class Claim:
    """A claim that has been read as far as its own text goes."""

    question: Question
    expression: ast.expr
    place: Place


def read_claim(whiteboard: Whiteboard, claim: str | Respelled) -> Claim:
    """The question that a claim answers, and its answer as parsed text."""
    place = _with_names_of_steps(whiteboard, claim if isinstance(claim, Respelled) else Respelled.of(claim)).place()
    require_short_line(place)
    refuse_signs(place)
    sides = SIDES.fullmatch(place.text)
    if not sides or not sides["right"].strip() or not sides["left"].strip():
        raise place.fault(EXAMPLE)
    left, sign = sides["left"], sides["sign"]
    behind = len(f"{left}{sign}".encode())
    expression = _parsed(whiteboard, place, "_" * (behind - 1) + "=" + _joined(whiteboard, sides["right"]))
    question = _question(whiteboard, left.strip(), sign, expression, place)
    if question.about == "update" and sign in STEPS:
        expression = ast.copy_location(
            ast.BinOp(_name(question.name, expression), STEPS[sign](), expression), expression
        )
    return Claim(question, expression, place)


def _with_names_of_steps(whiteboard: Whiteboard, claim: Respelled) -> Respelled:
    """A claim in which what a loop calls h[2], or h[T], has its name in the graph."""
    counting = Counting(dict(whiteboard.sizes))

    def named(match: re.Match[str]) -> str:
        try:
            index = counting.index(ast.parse(match["index"].strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            index = None
        if not index or min(index) < 0:
            return match[0]
        name = step_name(match["name"], index)
        return name if any(name.endswith(step) for step in whiteboard.steps) else match[0]

    return claim.sub(IN_BRACKETS, named)


def _name(name: str, like: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Name(name), like)


def _joined(whiteboard: Whiteboard, text: str) -> str:
    """A side of a claim with derivatives such as ∂L/∂Z as Python's parser can read them, every byte in its place."""

    def joined(match: re.Match[str]) -> str:
        top, below = match.groups()
        names = [below[1:], *(name for name, (base, _) in whiteboard.steps.items() if base == below[1:])]
        is_one = any(derivative_of(whiteboard.graph, whiteboard.cost, top[1:], name) for name in names)
        return f"{top}_{below}" if is_one else match[0]

    like_d = text.replace(PARTIAL, LIKE_D)
    return SLASHED.sub(joined, like_d)


def _parsed(whiteboard: Whiteboard, place: Place, source: str) -> ast.expr:
    """The expression behind `_=`, or of an expression alone."""
    try:
        (statement,) = ast.parse(with_bounds(source)).body
    except SyntaxError as error:
        column = min(max((error.offset or 1) - 1, 0), len(place.text))
        raise place.at(column).fault(readable(str(error.msg), place.text)) from None
    except (RecursionError, MemoryError):
        raise place.fault(NESTED) from None
    except ValueError:
        raise place.fault(EXAMPLE) from None
    match statement:
        case ast.Expr(value=value) | ast.Assign(targets=[_], value=value):
            pass
        case _:
            raise place.fault(EXAMPLE)
    if depth(value) > DEEPEST:
        raise place.fault(NESTED)
    if isinstance(value, ast.Tuple) and (comma := DECIMAL_COMMA.search(place.text)):
        raise place.at(comma.start()).fault(POINT)
    return value if "e" in whiteboard.graph.all_names else with_exp(value)


def finder(
    whiteboard: Whiteboard, question: Question, cotangent: Callable[[Question], Node]
) -> Callable[[str, Place], Node]:
    """A function that gives the node of a name in a claim; `cotangent` gives those of other derivatives."""
    graph = whiteboard.graph
    letters = {d for leaf in graph.leaves.values() for d in leaf.shape if isinstance(d, str)}

    def find(name: str, place: Place) -> Node:
        if name in graph.all_names:
            if question == Question(question.cost, name, "value"):
                raise place.fault(f"{name} is what is asked for; state it without itself")
            return graph.node(name)
        if name in letters:
            return dimension(name)
        if name == question.rate:
            return UNDECLARED[name]
        if asked := resolved(graph, question.cost, name):
            if asked == question:
                raise place.fault(f"{name} is what is asked for; state it without itself")
            return cotangent(asked)
        known = [*graph.all_names, *letters]
        if other := Spellings(known).other(name):
            return find(other, place)
        if name in PI:
            return constant(pi)
        meant = meant_step(whiteboard.steps, whiteboard.sizes, name) or did_you_mean(name, known)
        hint = f"; {name} is a function: {name}(…)" if name in FUNCTIONS else meant
        if stepped := _steps_of(whiteboard, name):
            hint = f"; {stepped[0]} has the steps {stepped[1]}, such as {'d' * name.startswith('d')}{stepped[2]}"
        if question.about == "update" and name in RATES:
            hint = f"; the learning rate is {question.rate or declared_rate(graph)} here"
        raise place.fault(f"{name} does not stand on the board{hint}")

    return find


def _question(whiteboard: Whiteboard, left: str, sign: str, expression: ast.expr, place: Place) -> Question:
    names, cost = whiteboard.graph.all_names, whiteboard.cost
    if updated := _updated(whiteboard, left, sign, expression):
        return Question(cost, updated, "update", rate=undeclared_rate(whiteboard.graph, expression))
    if sign != "=":
        raise place.fault(f"{sign} is for a parameter after a step, such as w := w - 0.1*dw")
    if left in names:
        return Question(cost, left, "value")
    name = left.replace(PARTIAL, "d")
    for written, read in LEFT_SIDES:
        name = re.sub(written, read, name)
    question = resolved(whiteboard.graph, cost, name)
    parts = None if left.replace(PARTIAL, "d").startswith("d") else re.fullmatch(r"d(\w+?)_d(\w+)", name)
    if parts and (question is None or question.cost != cost):  # grad_w(L), and grad_L(w)
        question = resolved(whiteboard.graph, cost, f"d{parts[2]}_d{parts[1]}") or question
    if question is None and (other := known_name(names, left)):
        return Question(cost, other, "value")
    if question is None:
        if told := _at_steps(whiteboard, left):
            raise place.fault(told)
        if part := re.fullmatch(r"(\w+)\s*(\.T|\[.*\])", name):
            raise place.fault(f"a claim is about all of {part[1]} as it stands; {EXAMPLE}")
        whole = re.sub(r"\Ad(\w+?)_d(?:theta|θ)\Z", r"grad_\1", name)
        if is_whole_gradient(whiteboard.graph, cost, whole) and (several := parameters(whiteboard.graph)):
            raise place.fault(f"{left} is by several parameters, and a claim is by one, such as d{several[0]}")
        if parts:
            raise place.fault(f"{parts[2]} does not stand on the board{did_you_mean(parts[2], [*names])}")
        if not left.isidentifier():
            return Question(cost, left, "value", _parsed(whiteboard, place, _joined(whiteboard, left)))
        step = meant_step(whiteboard.steps, whiteboard.sizes, left)
        hint = step or did_you_mean(name, [*names, *(f"d{one}" for one in names)])
        raise place.fault(f"{left} is no derivative by a name of the board; {EXAMPLE}{hint}")
    return question


def _at_steps(whiteboard: Whiteboard, left: str) -> str:
    """What to say of a name with steps, where none of them is named, or one that there is not."""
    found = _steps_of(whiteboard, left)
    if found is None:
        return ""
    base, there, last = found
    letter = next((one.name for scope in whiteboard.scopes.values() for one in scope.path if one.kind == LOOP), "t")
    return f"{base} has the steps {there}; a claim is about one, d{last}, or about all, d{base}[{letter}]"


def _steps_of(whiteboard: Whiteboard, left: str) -> tuple[str, str, str] | None:
    """What has steps and is meant by `h` or `dh`: its name, its steps, the last of them."""
    name = re.sub(r"\[.*", "", left).strip()
    bases = {base: (base, at) for base, at in whiteboard.steps.values()}
    base = next((one for one in bases if name == one or name.replace(PARTIAL, "d").endswith(f"d{one}")), None)
    if base is None:
        return None
    steps = [write_step(*step) for step in whiteboard.steps.values() if step[0] == base]
    there = f"{steps[0]} … {steps[-1]}" if len(steps) > 2 else ", ".join(steps)
    return base, there, steps[-1]


def _updated(whiteboard: Whiteboard, left: str, sign: str, expression: ast.expr) -> str:
    """The leaf whose value after a step is claimed: `w := …`, `w -= …`, `w_new = …`, or `w = w - …`; else nothing."""
    leaves = whiteboard.graph.leaves
    if sign != "=":
        return left if left in leaves else ""
    if (after := AFTER.fullmatch(left)) and left not in whiteboard.graph.all_names:
        return after[1] if after[1] in leaves else ""
    used = {part.id for part in ast.walk(expression) if isinstance(part, ast.Name)}
    return left if left in leaves and left in used else ""
