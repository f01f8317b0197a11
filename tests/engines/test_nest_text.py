"""The text of nests: a language is a table of statements, and what is read once is written where it is read."""

from dataclasses import replace

import chainrule as cr
from chainrule.engines.language import PYTHON, NestTable, Syntax
from chainrule.engines.loops import make_loop
from chainrule.engines.nest import Call, Counter, Entry, For, Index, Let, Literal, Nest, Store, Variable, sum_of
from chainrule.engines.nest_text import LONGEST, Surroundings, write_among_lines, write_nest
from chainrule.engines.numba_source import NESTS
from chainrule.ops.spelling import ATOM, OPERATORS, SUM

from .test_steps import loops, plan_of

BRACES = Syntax(
    let="let {name} = {value};",
    assign="{name} = {value};",
    grow="{name} += {value};",
    loop="for (let {counter} = 0; {counter} < {length}; {counter}++) {{",
    returns="return {value};",
    several="[{values}]",
    close=("}",),
)


TEXT = """\
let r0 = 0;
let r1 = -Infinity;
for (let i = 0; i < x1_0; i++) {
    let r0_row = 0;
    for (let j = 0; j < x1_1; j++) {
        let t1 = x1[i * x1_columns + j] ** (-2.0);
        r0_row = r0_row + x1[i * x1_columns + j];
        r1 = Math.max(r1, x1[i * x1_columns + j]);
        y2[i * y2_columns + j] = t1;
    }
    r0 += r0_row;
}
return [r0, r1];"""


def test_language_with_braces_is_a_table_of_statements():
    """The same nest, with semicolons and flat arrays."""
    X = cr.input("X", (3, "m"))
    plan = plan_of(s=cr.sum(X), largest=cr.max(X), A=X**-2.0)
    (loop,) = loops(plan)
    table = NestTable(
        entries={**OPERATORS, "narrow": ("{0}", ATOM)},
        starts={"sum": "0", "wide": "0", "max": "-Infinity"},
        steps={"sum": ("{0} + {1}", SUM), "max": ("Math.max({0}, {1})", ATOM)},
        literal=repr,
        entry=lambda array, indices, shape: f"{array}[{indices[0]} * {array}_columns + {indices[1]}]",
        length="{array}_{axis}",
    )
    function = write_nest(make_loop(loop, plan).nest, table, BRACES)
    assert function.arguments == ("x1", "y2")
    assert "\n".join(function.lines) == TEXT


# ---- what goes into its reader's line -----------------------------------------------------------------------------


def lines_of(*lets, result):
    """A nest of one loop that computes these variables for each entry, and stores a value."""
    place = (Index(0),)
    body = (*(Let(*let) for let in lets), Store(Entry("x1", place), result))
    nest = Nest(1, "x1", ("x1",), (), (), (For(0, body),), ())
    return write_nest(nest, NESTS, PYTHON).lines[1:]


X1, T1, T2 = Entry("x1", (Index(0),)), Variable("t1"), Variable("t2")


def test_brief_variable_is_written_where_it_is_read():
    """In parentheses where it binds more weakly; one that is not brief has a line."""
    total, product = Call("add", (X1, Literal(1.0))), Call("multiply", (T1, T1))
    assert lines_of(("t1", total, True), result=product) == ("    x1[i] = (x1[i] + real(1.0)) * (x1[i] + real(1.0))",)
    assert lines_of(("t1", total, False), result=product) == ("    t1 = x1[i] + real(1.0)", "    x1[i] = t1 * t1")


def test_long_expression_has_a_line_of_its_own():
    """Though it is read once; lines are numbered as they are written."""
    short, long = Call("add", (X1, Literal(1.0))), X1
    for _ in range(LONGEST // len(" + x1[i]") + 1):
        long = Call("add", (long, X1))
    first, second = lines_of(("t1", short, True), ("t2", long, True), result=Call("multiply", (T1, T2)))
    assert first.startswith("    t1 = x1[i] + x1[i] + x1[i]")
    assert second == "    x1[i] = (x1[i] + real(1.0)) * t1"


def test_index_is_a_counter_and_what_lies_beyond_it():
    """Or a number alone, where an axis has no counter."""
    places = [(Index(0), Index(1, 2)), (Index(None), Index(None, 3))]
    nest = Nest(2, "", ("x1",), (), (), tuple(Store(Entry("x1", place), Counter(1)) for place in places), ())
    assert write_nest(nest, NESTS, PYTHON).lines == ("x1[i, j + 2] = j", "x1[0, 3] = j")


# ---- among the lines of a caller ------------------------------------------------------------------------------------


def test_nest_among_lines_has_the_names_of_its_caller():
    """Arrays with their shapes, sums under the name of what they are, counters and variables that nobody else has."""
    X, b = cr.input("X", (3, "m")), cr.input("b", (3, 1))
    plan = plan_of(total=cr.sum(X * b), largest=cr.max(X))
    (loop,) = loops(plan)
    made = make_loop(loop, plan)
    names = {"x1": "X", "x2": "b", **dict(zip(map(sum_of, made.nest.results), ("total", "largest"), strict=True))}
    table = replace(NESTS, entry=lambda array, indices, shape: f"{array}{shape}[{', '.join(indices)}]")
    shapes = {"x1": (3, "m"), "x2": (3, 1)}
    around = Surroundings(names, shapes, ["3", "m"], lambda name: f"own_{name}", "pq")
    assert write_among_lines(made.nest, table, PYTHON, around) == [
        "total = 0.0",
        "largest = real(-np.inf)",
        "for p in range(3):",
        "    own_v0 = b(3, 1)[p, 0]",
        "    own_r0_row = real(0)",
        "    for q in range(m):",
        "        own_r0_row = add(own_r0_row, X(3, 'm')[p, q] * own_v0)",
        "        largest = maximum(largest, X(3, 'm')[p, q])",
        "    total += own_r0_row",
    ]
