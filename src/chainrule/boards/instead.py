"""Instead: what other libraries have as a function and a board has not, each with what is to be written."""

from collections.abc import Mapping

from chainrule.boards import filters, norms

_LOGITS = "cross_entropy(Z, Y), where Z stands before the softmax"
_LOGIT = "logistic(z, y), where z stands before the sigmoid"
_NUMBERS = "numbers on a data or params line: data x (1, 3) = [1, 2, 3]"
# what is no function of a board, and what to write in its place
INSTEAD: Mapping[str, str] = {
    "Σ": "sum(…)",
    **filters.INSTEAD,
    **norms.INSTEAD,
    **dict.fromkeys(
        ("mse", "mseloss", "meansquarederror"),
        "squared_error(Yhat, Y), which sums over outputs; over all entries it is mean((Yhat - Y)**2)",
    ),
    **dict.fromkeys(("mae", "l1loss", "meanabsoluteerror"), "absolute_error(Yhat, Y) or mean(abs(Yhat - Y))"),
    **dict.fromkeys(
        ("bce", "bceloss", "binarycrossentropy"),
        f"{_LOGIT}; of a probability it is mean(-y*log(p) - (1 - y)*log(1 - p))",
    ),
    **dict.fromkeys(("bcewithlogits", "bcewithlogitsloss", "binarycrossentropywithlogits", "logloss"), _LOGIT),
    **dict.fromkeys(("crossentropyloss", "ce", "categoricalcrossentropy", "softmaxcrossentropy"), _LOGITS),
    **dict.fromkeys(("nll", "nllloss"), "-sum(Y*log(P))/m"),
    **dict.fromkeys(("kl", "kldiv"), "sum(P*log(P/Q))"),
    **dict.fromkeys(("rmse", "rms"), "sqrt(mean((Yhat - Y)**2))"),
    **dict.fromkeys(("onehot", "tocategorical"), "data Y (K, m) one-hot, which declares what is known of Y"),
    "log2": "log(x)/log(2)",
    "log10": "log(x)/log(10)",
    "exp2": "2**x",
    "reciprocal": "1/x",
    "rsqrt": "1/sqrt(x)",
    "cbrt": "x**(1/3)",
    "tan": "sin(x)/cos(x)",
    "sinh": "(exp(x) - exp(-x))/2",
    "cosh": "(exp(x) + exp(-x))/2",
    "sech": "2/(exp(x) + exp(-x))",
    "logsigmoid": "-softplus(-z)",
    "logit": "log(p/(1 - p))",
    **dict.fromkeys(("det", "determinant"), "exp(logdet(A)); its logarithm is logdet(A)"),
    **dict.fromkeys(("slogdet",), "logdet(A)"),
    "hinge": "maximum(0, 1 - y*z)",
    "sgn": "sign(x)",
    **dict.fromkeys(("clip", "clamp"), "minimum(maximum(x, a), b)"),
    "inner": "a.T @ b",
    "vdot": "a.T @ b",
    "vstack": "concatenate(A, B)",
    "hstack": "concatenate(A, B, axis=1)",
    "len": "X.shape[0]",
    **dict.fromkeys(("gather", "take", "embedding", "indexselect"), "E[:, tokens], where data tokens (m,) index"),
    "pick": "P[labels, arange(m)], where data labels (m,) index",
    "arange": "P[labels, arange(m)], where it stands in brackets beside whole numbers, and nowhere else",
    **dict.fromkeys(("squeeze", "unsqueeze", "expanddims", "view"), "reshape(r, (1, m)); axes of size 1 come and go"),
    **dict.fromkeys(("permute", "moveaxis"), "swapaxes(S, 1, 2), where S is a stack of matrices"),
    **dict.fromkeys(("einsum", "tensordot"), "A @ B; of stacks swapaxes(B, 1, 2) turns each matrix around"),
    "bmm": "A @ B, which multiplies stacks of matrices too",
    **dict.fromkeys(("diag", "diagonal"), "eye(2)*A, which keeps a diagonal of two"),
    "solve": "inverse(A) @ b",
    "stack": "concatenate(A, B), where both have the axis already",
    "dropout": "D*Z, where data D (k, m) ~ dropout(0.2) is the mask",
    **dict.fromkeys(("cumsum", "scan"), "a loop: for t in 1..T:, and in it S[t] = S[t-1] + x[t]"),
    **dict.fromkeys(("rnn", "gru", "lstm"), "a loop: for t in 1..T:, and in it h[t] = tanh(W @ h[t-1] + U @ x[t])"),
    "attention": "softmax(q @ swapaxes(k, 1, 2)/sqrt(d), axis=2) @ v, where all three are stacks",
    **dict.fromkeys(("full", "fulllike"), "7*ones(3, 2)"),
    "argmax": "softmax(Z); a largest place has no slope",
    "backward": "nothing; the gradient is derived by itself",
    **dict.fromkeys(("array", "asarray", "tensor", "rand", "randn"), _NUMBERS),
}
