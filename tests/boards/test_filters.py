"""Convolutions and pools on boards: how they are written, what they are called elsewhere, and what is refused."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError

IMAGES = (
    "data X (m, 2, 8, 8), s (m, 2, 9), Y (n, m)\n"
    "params W (4, 2, 3, 3), V (4, 3, 3, 3), w (4, 2, 3), b (4, 1, 1), c (4, 1), U (o, 2, k, k)\n"
)
BAD = (
    (
        "Z = conv2d(X, V)",
        5,
        (
            "filters (o, c, …) look at as many channels as there are in (m, c, …), got (m, 2, 8, 8) "
            "and filters (4, 3, 3, 3): 2 ≠ 3"
        ),
    ),
    (
        "Z = conv2d(X, w)",
        5,
        "a convolution needs (m, c, h, w) and filters (o, c, kh, kw), got (m, 2, 8, 8) and (4, 2, 3)",
    ),
    (
        "Z = conv2d(s, w)",
        5,
        "conv2d takes images (m, c, h, w): examples, channels, rows, columns, got (m, 2, 9)",
    ),
    (
        "Z = conv2d(X)",
        5,
        "conv2d takes images and filters, conv2d(X, W)",
    ),
    (
        "Z = conv2d(X, W, b)",
        5,
        "conv2d takes images and filters, conv2d(X, W); a bias is added: conv2d(X, W) + b with b (o, 1, 1)",
    ),
    (
        "Z = conv2d(X, W, 2)",
        5,
        "conv2d takes images and filters, conv2d(X, W); a stride is written stride=2: conv2d(X, W, stride=2)",
    ),
    (
        "Z = conv2d(X, W, stride=0)",
        25,
        "stride is a whole number from 1, the same along every axis",
    ),
    (
        "Z = conv2d(X, W, stride=(2, 1))",
        25,
        "stride is a whole number from 1, the same along every axis",
    ),
    (
        'Z = conv2d(X, W, padding="same")',
        26,
        (
            "padding is a whole number from 0, the same along every axis; padding=1 keeps the size "
            "with filters of 3 and a stride of 1"
        ),
    ),
    (
        "Z = conv2d(X, W, padding=-1)",
        26,
        (
            "padding is a whole number from 0, the same along every axis; padding=1 keeps the size "
            "with filters of 3 and a stride of 1"
        ),
    ),
    (
        "Z = conv2d(X, W, dilation=2)",
        27,
        "conv2d takes stride= and padding= and nothing else",
    ),
    (
        "Z = conv1d(X, W)",
        5,
        "conv1d takes sequences (m, c, w): examples, channels, places, got (m, 2, 8, 8)",
    ),
    (
        "Z = conv1d(s, W)",
        5,
        "a convolution needs (m, c, w) and filters (o, c, k), got (m, 2, 9) and (4, 2, 3, 3)",
    ),
    (
        "Z = conv1d(s, w) + b",
        18,
        "conv1d(s, w) + b: conv1d(s, w) is (m, 4, 7) and b is (4, 1, 1)",
    ),
    (
        "Z = conv2d(X, W) + c",
        18,
        (
            "conv2d(X, W) + c: conv2d(X, W) is (m, 4, 6, 6) and c is (4, 1); one number for each of 4 "
            "channels is (4, 1, 1)"
        ),
    ),
    (
        "Z = conv2d(X, U)",
        5,
        "the size of a filter is in numbers, got (o, 2, k, k); give k a number",
    ),
    (
        "Z = conv2d(Y, W)",
        5,
        "conv2d takes images (m, c, h, w): examples, channels, rows, columns, got (n, m)",
    ),
    (
        "Z = conv2d(W, X)",
        5,
        "images stand first in conv2d(X, W), and filters behind; exchange the two",
    ),
    (
        "Z = max_pool(X)",
        5,
        "a window is as high as it is wide, one whole number: max_pool(X, 3, stride=2)",
    ),
    (
        "Z = max_pool(X, 9)",
        5,
        "a window of 9 × 9 does not fit into 8 × 8",
    ),
    (
        "Z = max_pool(X, 3, 2)",
        5,
        "a window is as high as it is wide, one whole number: max_pool(X, 3, stride=2)",
    ),
    (
        "Z = max_pool(X, 2, padding=1)",
        28,
        "max_pool takes stride= and nothing else; its windows lie within the image",
    ),
    (
        "Z = max_pool(X, kernel_size=2)",
        29,
        "the size of a window stands behind what it looks at: max_pool(X, 2)",
    ),
    (
        "Z = mean_pool(Y, 2)",
        5,
        ("a filter moves over one or two axes: images (m, c, h, w) or sequences (m, c, w) were needed, got (n, m)"),
    ),
    (
        "Z = mean_pool(X, 2, stride=1.5)",
        28,
        "stride is a whole number from 1, the same along every axis",
    ),
    (
        "Z = max_pool(X, 2, axis=1)",
        25,
        "max_pool takes stride= and nothing else",
    ),
    (
        "Z = flatten(X)",
        5,
        "there is no function flatten; write reshape(I, m, 400), where each example has 400 entries",
    ),
    (
        "Z = reshape(X, m, 64)",
        5,
        (
            "reshape cannot turn (m, 2, 8, 8) into (m, 64): a letter stays, and so does the number of "
            "entries before and behind it"
        ),
    ),
    (
        "Z = reshape(X, 128, m)",
        5,
        (
            "reshape cannot turn (m, 2, 8, 8) into (128, m): a letter stays, and so does the number of "
            "entries before and behind it"
        ),
    ),
    (
        "Z = im2col(X, 3)",
        5,
        (
            "there is no function im2col; write conv2d(I, W), where I (m, c, h, w) are images; its "
            "windows are taken by itself"
        ),
    ),
    (
        "Z = convolve(X, W)",
        5,
        (
            "there is no function convolve; write conv2d(I, W), where I (m, c, h, w) are images; of "
            "sequences it is conv1d(s, w)"
        ),
    ),
    (
        "Z = conv2(X, W)",
        5,
        "there is no function conv2; did you mean conv2d?",
    ),
    (
        "Z = global_avg_pool(X)",
        5,
        "there is no function global_avg_pool; write mean_pool(I, 7), where images are 7 by 7",
    ),
    (
        "Z = max_pool(X, 1000000000000)",
        5,
        "a window of 1000000000000 × 1000000000000 does not fit into 8 × 8",
    ),
    (
        "Z = conv2d(X, W, padding=1000000000000)",
        5,
        "a padding of 1000000000000 leaves windows of 3 that hold zeros alone; at most 2 does",
    ),
    (
        "Z = conv2d(X, W, stride=10**9)",
        25,
        "stride is a whole number from 1, the same along every axis",
    ),
    (
        "Z = unfold(X, 3)",
        5,
        (
            "there is no function unfold; write conv2d(I, W), where I (m, c, h, w) are images; its "
            "windows are taken by itself"
        ),
    ),
)


@pytest.mark.parametrize(("line", "column", "message"), BAD)
def test_a_bad_line_is_answered_where_it_is(line, column, message):
    """What does not fit, or stands elsewhere in another library, and what to write."""
    with pytest.raises(WhiteboardError) as error:
        read_whiteboard(IMAGES + line)
    assert str(error.value).split("\n")[0] == f"line 3, column {column}: {message}"


GOOD = (
    ("conv2d(X, W)", (4, 6, 6)),
    ("conv2d(X, W, stride=2)", (4, 3, 3)),
    ("conv2d(X, W, padding=1)", (4, 8, 8)),
    ("conv2d(X, W, stride=3, padding=2)", (4, 4, 4)),
    ("F.conv2d(X, W, stride=2, padding=1)", (4, 4, 4)),
    ("conv1d(s, w, stride=2)", (4, 4)),
    ("max_pool(X, 2)", (2, 4, 4)),
    ("max_pool(X, 3, stride=2)", (2, 3, 3)),
    ("max_pool(X, (2, 2))", (2, 4, 4)),
    ("F.max_pool2d(X, 3)", (2, 2, 2)),
    ("mean_pool(s, 3)", (2, 3)),
    ("F.avg_pool2d(X, 8)", (2, 1, 1)),
    ("reshape(X, m, 128)", (128,)),
)


@pytest.mark.parametrize(("expression", "shape"), GOOD)
def test_windows_are_counted_as_pytorch_counts_them(expression, shape):
    """⌊(h + 2p − k)/s⌋ + 1 along each axis, by the names that PyTorch has for them too."""
    board = read_whiteboard(f"{IMAGES}Z = {expression}")
    assert board.graph.node("Z").shape == ("m", *shape)


def test_channels_and_examples_may_be_letters():
    """Filters are then as many as another letter says."""
    board = cr.whiteboard("data X (m, c, 5, 5)\nparams W (o, c, 3, 3), b (o, 1, 1)\nL = mean((conv2d(X, W) + b)**2)")
    values = board.bind(X=np.ones((2, 3, 5, 5)), W=np.ones((4, 3, 3, 3)), b=np.ones((4, 1, 1)))
    assert values["L"] == (27 + 1) ** 2
    assert board.check(values).right
