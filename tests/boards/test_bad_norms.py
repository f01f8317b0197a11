"""Bad boards of norms, and of what they keep: each has a message that says what to write."""

import pytest

from chainrule.boards.grammar import read_whiteboard

from .refusals import assert_refused

LAYER = "data X (n, m), y (1, m)\nparams W1 (k, n), b1 (k, 1), w2 (1, k)\n"
KEEPING = "data X (n, m)\nparams w (1, n)\nrunning mu (n, 1), v (n, 1)\n"
DATA = "data X (n, m)\n"
KEPT = "running mu (k, 1), v (k, 1) declares them, and batch_norm(Z, mu, v) keeps them"
TWO = f"line 4, column 5: batch_norm keeps a mean and a variance, two running averages; {KEPT}"
KEEPS = "batch_norm(Z, mu, v) keeps two of them, a mean and a variance"
SHARE = "momentum is the share of a batch in the averages, above 0 and at most 1, such as 0.1"
EPS = "eps is a number from 0, such as {0}(Z, eps=1e-3); what is data is written out: {1}"
LONG = "(x - mean(x, axis=1))/sqrt(var(x, axis=1) + eps)"
BESIDE = "line 3, column 5: {0} takes one operand; γ and β are parameters beside it: gamma*{0}(Z){1}"
SWITCH = f"a step norms by its batch, and predictions by what is kept; {KEPT}"
BAD = (
    (LAYER + "Z = batch_norm(W1 @ X, axis=2)", "line 3, column 5: there is no axis 2 in the shape (k, m)"),
    (
        LAYER + "Z = batch_norm(X, axis=0.5)",
        (
            "line 3, column 24: axis is a whole number; batch_norm goes along the examples: axis=1 where columns are "
            "examples, axis=0 where rows are"
        ),
    ),
    (
        LAYER + "Z = rms_norm(X, axis=n)",
        (
            "line 3, column 22: axis is a whole number; rms_norm goes along the units: axis=0 where columns are "
            "examples, axis=1 where rows are"
        ),
    ),
    (LAYER + "Z = layer_norm(X, eps=-1)", f"line 3, column 23: {EPS.format('layer_norm', LONG)}"),
    (LAYER + "Z = batch_norm(X, eps=b1)", f"line 3, column 23: {EPS.format('batch_norm', LONG)}"),
    (
        LAYER + "Z = rms_norm(X, eps=True)",
        f"line 3, column 21: {EPS.format('rms_norm', 'x/sqrt(mean(x**2, axis=1) + eps)')}",
    ),
    (LAYER + "Z = batch_norm(W1 @ X, w2, b1)", BESIDE.format("batch_norm", " + beta")),
    (LAYER + "Z = F.layer_norm(X, n)", BESIDE.format("layer_norm", " + beta")),
    (LAYER + "Z = rms_norm(X, b1)", BESIDE.format("rms_norm", "")),
    (
        LAYER + "Z = layer_norm(X, weight=w2)",
        "line 3, column 26: layer_norm has no parameters of its own; write gamma*layer_norm(Z) + beta",
    ),
    (LAYER + "Z = rms_norm(X, keepdims=True)", "line 3, column 26: rms_norm takes axis= and eps= and nothing else"),
    (LAYER + "Z = rms_norm(X, momentum=0.1)", "line 3, column 26: rms_norm takes axis= and eps= and nothing else"),
    (
        LAYER + "Z = batch_norm(X, fused=True)",
        "line 3, column 25: batch_norm takes axis=, eps= and momentum= and nothing else",
    ),
    (LAYER + "Z = batch_norm(X, training=True)", f"line 3, column 28: {SWITCH}"),
    (LAYER + "Z = batch_norm(X, running_mean=b1)", f"line 3, column 32: {SWITCH}"),
    (
        LAYER + "Z = batch_norm(X, momentum=0.1)",
        f"line 3, column 5: momentum is that of running averages, and none are kept here; {KEPT}",
    ),
    (LAYER + "Z = batch_norm(X, momentum=2)", f"line 3, column 28: {SHARE}"),
    (KEEPING + "Z = batch_norm(X, mu, v, momentum=0)", f"line 4, column 35: {SHARE}"),
    (
        LAYER + "Z = batch_norm(3)",
        "line 3, column 5: batch_norm takes several entries together, and this is one number",
    ),
    (
        LAYER + "Z = batch_norm + X",
        "line 3, column 5: batch_norm is not known here; batch_norm is a function: batch_norm(…)",
    ),
    (
        LAYER + "Z = batch_normalise(X)",
        "line 3, column 5: there is no function batch_normalise; did you mean batch_norm?",
    ),
    (
        LAYER + "Z = group_norm(X)",
        (
            "line 3, column 5: there is no function group_norm; write layer_norm(reshape(I, m, 2, 200), axis=2), where "
            "each example has 2 groups of 200"
        ),
    ),
    (
        LAYER + "Z = normalize(X)",
        "line 3, column 5: there is no function normalize; write (x - mean(x))/std(x); both take an axis",
    ),
    (
        LAYER + "Z = instance_norm(X)",
        (
            "line 3, column 5: there is no function instance_norm; write layer_norm(I, axis=(2, 3)), where I (m, c, "
            "h, w) are images"
        ),
    ),
    (KEEPING + "Z = batch_norm(X, mu)", TWO),
    (KEEPING + "Z = batch_norm(X, mu, mu)", TWO),
    (KEEPING + "Z = batch_norm(X, mu, w)", TWO),
    (KEEPING + "Z = batch_norm(X, mu + 1, v)", TWO),
    (
        KEEPING + "Z = layer_norm(X, mu, v)",
        "line 4, column 5: layer_norm keeps nothing, for it norms each example by itself: layer_norm(Z)",
    ),
    (
        KEEPING + "Z = batch_norm(X, mu, v, axis=0)",
        "line 4, column 5: mu is (n, 1), and what is averaged over the examples is (1, m) here",
    ),
    (
        KEEPING + "Z = batch_norm(X, mu, v)\nA = batch_norm(2*X, mu, v)",
        "line 3, column 9: mu is kept by two batch norms; give the second one its own averages",
    ),
    (KEEPING + "Z = batch_norm(X)", f"line 3, column 9: no batch norm keeps mu; {KEEPS}"),
    (KEEPING + "Z = X - mu", f"line 3, column 9: mu is a running average and no number of a line; {KEEPS}"),
    (KEEPING + "mu = mean(X)", "line 4, column 1: mu is declared above and cannot be assigned; choose another name"),
    (
        DATA + "running mu (n, 1) one-hot, v (n, 1)\nZ = batch_norm(X, mu, v)",
        "line 2, column 9: nothing is known of mu but its shape: it is an average that a batch norm keeps",
    ),
    (
        DATA + "running mu (n, 1), v (n, 1) = -1\nZ = batch_norm(X, mu, v)",
        "line 2, column 20: v is a running variance, and a variance is 0 or more",
    ),
    (
        DATA + "running mu, v\nZ = batch_norm(X, mu, v)",
        "line 3, column 5: mu is (), and what is averaged over the examples is (n, 1) here",
    ),
    (
        DATA + "runing mu (n, 1)\nZ = X",
        "line 2, column 8: a line is an assignment, or begins with data or params; did you mean running?",
    ),
)


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_norm_is_refused_with_its_message(text, message):
    """The message names line and column, and what to write in its place."""
    assert_refused(text, message)


def test_there_are_twenty_bad_norms():
    """No board twice."""
    assert len({text for text, _ in BAD}) == len(BAD) >= 20


@pytest.mark.parametrize(
    "line",
    ["running = 2\nL = running*sum(X)", "data running\nL = sum(X) + running", "L = sum(batchnorm(X))"],
)
def test_the_word_is_one_at_the_beginning_of_a_line_only(line):
    """A name may be called so, and a norm by its name elsewhere."""
    read_whiteboard(DATA + line)
