"""Loops and definitions in the circuit: frames around steps and calls, or one box, and always the board's numbers."""

import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.readers.diagram import ZOOMS

from .pictures import SVG, TWO_LAYERS, parsed, read, words

RNN = cr.whiteboard("""
    sizes   T = 3, k = 2, n = 2, m = 1
    data    x[1..T] (n, m), y (1, m), h[0] (k, m)
    params  W (k, k), U (k, n), v (1, k)
    for t in 1..T:
        h[t] = tanh(W @ h[t-1] + U @ x[t])
    L = squared_error(v @ h[T], y)
""")
CELLS = cr.whiteboard("""
    sizes   T = 3
    data    x[1..T] (n, m), y[1..T] (1, m), h[0] (k, m)
    params  W (k, k), U (k, n), v (1, k)
    def cell(h, x):
        a = W @ h + U @ x
        return tanh(a)
    for t in 1..T:
        h[t] = cell(h[t-1], x[t])
        C[t] = squared_error(v @ h[t], y[t])
    L = sum(C[t] for t in 1..T)
""")
BLOCK = cr.whiteboard("""
    data    X (n, m), Y (n, m)
    params  W (n, n), V (n, n)
    def mix(x, w):
        a = w @ x
        return relu(a)
    H = X + V @ mix(2*X, W)
    L = mean((mix(H, W) - Y)**2)
""")


def bound(board):
    """Random numbers for a board."""
    rng, sizes = np.random.default_rng(0), {"n": 2, "m": 2, "k": 3}
    shapes = {name: leaf.shape for name, leaf in board.graph.leaves.items()}
    return board.bind(**{name: rng.normal(size=[sizes.get(d, d) for d in shape]) for name, shape in shapes.items()})


def frames(svg):
    """The frames of a picture by title: x, y, width and height of each, in the order in which they are drawn."""
    (whole,) = [g for g in parsed(svg) if g.tag == f"{SVG}g"]
    rectangles = [r for r in whole if r.get("class") == "frame"]
    titles = ["".join(t.itertext()) for t in whole if t.get("class") == "frame-title"]
    return [
        (t, *(float(r.get(k)) for k in ("x", "y", "width", "height"))) for t, r in zip(titles, rectangles, strict=True)
    ]


def bodies(svg):
    """Where the body of each part stands: x and y by its name."""
    parts = (g for g in parsed(svg).iter(f"{SVG}g") if (g.get("class") or "").startswith("part"))
    found = {}
    for part in parts:
        body = next(r for r in part if r.get("class") == "body")
        found[part.get("data-part")] = (float(body.get("x")), float(body.get("y")))
    return found


def lies_in(place, frame):
    """Whether a place is in a frame."""
    return frame[1] <= place[0] <= frame[1] + frame[3] and frame[2] <= place[1] <= frame[2] + frame[4]


# ---- frames -------------------------------------------------------------------------------------------------------


def test_each_step_has_a_frame():
    """Steps 1, 2 and 3, each around its h and around the x that it alone reads; W and the cost stand outside."""
    svg = RNN.diagram(bound(RNN))
    found = frames(svg)
    assert [title for title, *_ in found] == ["t = 1", "t = 2", "t = 3"]
    places = bodies(svg)
    for step, frame in enumerate(found, 1):
        inside = {name for name, place in places.items() if lies_in(place, frame)}
        assert {f"h_{step}", f"x_{step}"} <= inside
        assert not inside & {"W", "U", "L", *(f"h_{other}" for other in (1, 2, 3) if other != step)}


def test_a_call_has_a_frame_with_the_name_of_the_definition():
    """Two calls are two frames; what one is called with stands outside of it."""
    svg = BLOCK.diagram(bound(BLOCK))
    found = frames(svg)
    assert [title for title, *_ in found] == ["mix", "mix"]
    assert [lies_in(bodies(svg)["H_a"], frame) for frame in found] == [True, False]
    assert not any(lies_in(bodies(svg)["H"], frame) for frame in found)


def test_a_call_in_a_step_is_a_frame_in_a_frame():
    """The frame of each cell lies in that of its step."""
    found = frames(CELLS.diagram(False))
    assert [title for title, *_ in found] == ["t = 1", "cell", "t = 2", "cell", "t = 3", "cell"]
    for outer, inner in zip(found[::2], found[1::2], strict=True):
        assert lies_in(inner[1:3], outer)
        assert lies_in((inner[1] + inner[3], inner[2] + inner[4]), outer)


def test_boards_without_blocks_have_no_frames():
    """Nor the style of any: nothing changes for them."""
    for zoom in ("layers", "operations"):
        assert "frame" not in TWO_LAYERS.diagram(False, zoom)


# ---- closed -------------------------------------------------------------------------------------------------------


def test_in_layers_a_loop_is_one_box():
    """Its steps, its one line for them all, its parameters; data of all its steps share a box too."""
    shown = words(RNN.diagram(False, "layers"))
    assert {"t = 1 … 3", "hₜ = tanh(W hₜ₋₁ + U xₜ)", "W (2, 2)", "U (2, 2)", "x₁ … x₃", "3 × (2, 1)"} <= set(shown)
    assert not frames(RNN.diagram(False, "layers"))
    assert "h_2" not in bodies(RNN.diagram(False, "layers"))


def test_data_of_all_steps_that_two_loops_read_share_a_box():
    """As those of a network that reads its steps in both directions do."""
    text = """
        data    x[1..4] (n, m), y (1, m), h[0] (k, m), g[5] (k, m), z[1..4] (k, m)
        params  W (k, k), U (k, n), V (k, k), R (k, n), P (1, k)
        for t in 1..4:
            h[t] = tanh(W @ h[t-1] + U @ x[t] + z[t])
        for t in 4..1:
            g[t] = tanh(V @ g[t+1] + R @ x[t])
        L = mean((P @ (h[4] + g[1]) - y)**2) + sum(z[2])
    """
    shown = words(cr.whiteboard(text).diagram(False, "layers"))
    assert {"x₁ … x₄", "t = 1 … 4", "t = 4 … 1"} <= set(shown)
    assert shown.count("x₂") == 0
    assert shown.count("z₂") == 1  # it is read beside the loop, too


def test_in_layers_a_call_is_one_box():
    """With its lines; who reads an unnamed one writes it as a call."""
    shown = words(BLOCK.diagram(False, "layers"))
    assert shown.count("mix") == 2
    assert {"H_a = 2 W X", "out = relu(H_a)", "H = X + V mix(2 X, W)"} <= set(shown)


def test_what_leaves_a_closed_loop_more_than_once_has_boxes_of_its_own():
    """Each with its number and its cotangent; from four on those of one name share a box."""
    found = read(CELLS.diagram(bound(CELLS), "layers"))
    assert [found[f"∂L/∂C_{t}"] for t in (1, 2, 3)] == [1, 1, 1]
    many = cr.whiteboard("data x[1..5], w\nfor t in 1..5:\n    z[t] = w*x[t]\nL = sum(z[t]**2 for t in 1..5)")
    assert {"z₁ … z₅", "x₁ … x₅"} <= set(words(many.diagram(False, "layers")))


def test_what_is_closed_is_chosen_by_name():
    """One definition, or a loop by its letter, and the others stay open; True is all of them, False none."""
    assert [title for title, *_ in frames(CELLS.diagram(False, closed="cell"))] == ["t = 1", "t = 2", "t = 3"]
    assert "t = 1 … 3" in words(CELLS.diagram(False, closed="t"))
    assert CELLS.diagram(False, closed=["t", "cell"]) == CELLS.diagram(False, closed=True)
    assert CELLS.diagram(False, closed=False) == CELLS.diagram(False)
    assert len(frames(CELLS.diagram(False, "layers", closed=False))) == 6
    assert len(frames(CELLS.diagram(False, "layers", closed="cell"))) == 3


@pytest.mark.parametrize(
    ("closed", "message"),
    [
        ("gru", "the board has no 'gru' to be closed as a block; there are t, cell"),
        (["cell", "s"], "the board has no 's' to be closed as a block; there are t, cell"),
        (3, "closed is the name of a block, a list of names, True or False, not 3"),
        ([1], r"closed is the name of a block, a list of names, True or False, not \[1\]"),
    ],
)
def test_what_there_is_not_cannot_be_closed(closed, message):
    """The message says what there is."""
    with pytest.raises(cr.SettingError, match=f"^{message}$"):
        CELLS.diagram(False, closed=closed)
    with pytest.raises(cr.SettingError, match=r"^the board has no 'f' to be closed as a block, for it has none$"):
        TWO_LAYERS.diagram(False, closed="f")


def test_long_loops_are_drawn_closed():
    """A loop of a hundred steps is no picture of 600 boxes; the picture says how many there would be."""
    board = cr.whiteboard(
        "data x[1..100] (n, m), h[0] (n, m)\nparams W (n, n)\nfor t in 1..100:\n    h[t] = tanh(W @ h[t-1] + x[t])\n"
        "L = sum(h[100])"
    )
    shown = words(board.diagram(False))
    assert {"403 operations and leaves, drawn as layers", "t = 1 … 100"} <= set(shown)


# ---- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [None, True, False])
@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("board", [RNN, CELLS, BLOCK], ids=["loop", "cells", "definition"])
def test_every_number_is_the_boards_own(board, zoom, closed):
    """Whatever is framed or closed, what the picture says of a name is what the graph computes, in full."""
    values = bound(board)
    found = read(board.diagram(values, zoom, closed=closed))
    assert found
    for name, shown in found.items():
        match = re.fullmatch(r"(.*?)(?:\[(\d+(?:,\d+)*)\]| (norm|mean))?", name)
        if "#" in name or match[1] not in values.graph.all_names:
            continue  # a gate without a name
        array = values[match[1]]
        if match[2]:
            assert shown == array[tuple(map(int, match[2].split(",")))]
        else:
            assert shown == pytest.approx(
                {"norm": np.linalg.norm, "mean": np.mean, None: float}[match[3]](array), rel=1e-12
            )
