"""Tasks about time: recurrent networks, an LSTM's cell, its gates one by one and stacked."""

from .task import Task


def unrolled(torch, x, W, U, V, y, h):
    """The cost of a recurrent network at each of its steps."""
    total = 0
    for step, target in zip(x, y, strict=True):
        h = torch.tanh(W @ h + U @ step)
        total = total + torch.nn.functional.cross_entropy((V @ h).T, target)
    return total


def cell(torch, gates, c):
    """What an LSTM hands on, from its four gates as they come."""
    i, f, o, g = gates
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def lstm(torch, x, W, b, h, c):
    """The last state of an LSTM whose gates are stacked."""
    for step in x:
        h, c = cell(torch, torch.chunk(W @ torch.cat([h, step]) + b, 4), c)
    return h


TASKS = {
    "a recurrent network of three steps": Task(
        """
        data   x1 (n, m), x2 (n, m), x3 (n, m), y (c, m) one-hot
        params W (k, k), U (k, n), V (c, k)
        h1 = tanh(U @ x1)
        h2 = tanh(W @ h1 + U @ x2)
        h3 = tanh(W @ h2 + U @ x3)
        L = cross_entropy(V @ h3, y)
        """,
        lambda t, x1, x2, x3, y, W, U, V: t.nn.functional.cross_entropy(
            (V @ t.tanh(W @ t.tanh(W @ t.tanh(U @ x1) + U @ x2) + U @ x3)).T, y.T
        ),
    ),
    "backpropagation through time": Task(
        """
        sizes  T = 4
        data   x[1..T] (n, m), y[1..T] (m,) index
        params W (k, k), U (k, n), V (c, k), h[0] (k, m)
        for t in 1..T:
            h[t] = tanh(W @ h[t-1] + U @ x[t])
            E[t] = cross_entropy(V @ h[t], y[t])
        L = sum(E[t] for t in 1..T)
        """,
        lambda t, x_1, x_2, x_3, x_4, y_1, y_2, y_3, y_4, W, U, V, h_0: unrolled(
            t, (x_1, x_2, x_3, x_4), W, U, V, (y_1, y_2, y_3, y_4), h_0
        ),
    ),
    "the cell of an LSTM": Task(
        """
        params   x (n, m), h (k, m), c (k, m), Wi (k, n), Wf (k, n), Wo (k, n), Wg (k, n)
        params   Ui (k, k), Uf (k, k), Uo (k, k), Ug (k, k)
        upstream dhn (k, m), dcn (k, m)
        i = sigmoid(Wi @ x + Ui @ h)
        f = sigmoid(Wf @ x + Uf @ h)
        o = sigmoid(Wo @ x + Uo @ h)
        g = tanh(Wg @ x + Ug @ h)
        cn = f*c + i*g
        hn = o*tanh(cn)
        """,
        lambda t, x, h, c, Wi, Wf, Wo, Wg, Ui, Uf, Uo, Ug, dhn, dcn: sum(
            (given * found).sum()
            for given, found in zip(
                (dhn, dcn),
                cell(t, (Wi @ x + Ui @ h, Wf @ x + Uf @ h, Wo @ x + Uo @ h, Wg @ x + Ug @ h), c),
                strict=True,
            )
        ),
    ),
    "an LSTM with stacked gates": Task(
        """
        sizes  T = 3
        data   x[1..T] (2, m), G (3, m)
        params W (12, 5), b (12, 1), h[0] (3, m), c[0] (3, m)
        for t in 1..T:
            z[t] = W @ concatenate([h[t-1], x[t]]) + b
            c[t] = sigmoid(z[t][3:6])*c[t-1] + sigmoid(z[t][0:3])*tanh(z[t][9:12])
            h[t] = sigmoid(z[t][6:9])*tanh(c[t])
        L = sum(G*h[T])
        """,
        lambda t, x_1, x_2, x_3, G, W, b, h_0, c_0: (G * lstm(t, (x_1, x_2, x_3), W, b, h_0, c_0)).sum(),
    ),
}
