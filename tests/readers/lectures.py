"""The lectures' calculations as boards with their numbers, for every reader that shows them (CONFORMANCE 1, 2, 4)."""

import chainrule as cr

CHAIN = cr.whiteboard("m = -x\ng = exp(m)\nh = g + 1\nf = 1 / h")
NEURON = cr.whiteboard("""
data x1 = 4, x2 = -2, x3 = 1, y = 1
params b = -2, w1 = -1, w2 = 0.5, w3 = 10
z = b + w1 * x1 + w2 * x2 + w3 * x3
yhat = sigmoid(z)
C = (yhat - y)**2
""")
HEAD = "data X (n, m), y (1, m)\nparams W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)\nZ = W1 @ X + b1\n"
LINEAR = cr.whiteboard(HEAD + "yhat = w2 @ Z + b2\nL = mean((yhat - y)**2)")  # the third model of lecture 3
LAYERS = cr.whiteboard(HEAD + "A = sigmoid(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - y)**2)")  # and the fourth
NUMBERS = {
    "X": [[1, 2, -1], [0.5, -1, 2]],
    "y": [[1, 0, 2]],
    "W1": [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]],
    "b1": [[0.1], [0], [-0.1]],
    "w2": [[1, -1, 0.5]],
    "b2": [[0.2]],
}


def own_name(graph, name):
    """The graph's own name that reads so: that of a cotangent knows what it is."""
    return next(one for one in graph.all_names if one == name)


CHAIN_FIGURES = {
    "m": "−1",
    "g": "0.367879",
    "h": "1.367879",
    "f": "0.731059",
    "∂f/∂h": "−0.534447",
    "∂f/∂g": "−0.534447",
    "∂f/∂m": "−0.196612",
    "∂f/∂x": "0.196612",
}
NEURON_FIGURES = {
    "z": "3",
    "ŷ": "0.952574",
    "C": "0.00224921",
    "∂C/∂z": "−0.00428509",
    "∂C/∂b": "−0.00428509",
    "∂C/∂w₁": "−0.0171403",
    "∂C/∂w₂": "0.00857017",
    "∂C/∂w₃": "−0.00428509",
}
LINEAR_FIGURES = {
    "L": "5.295",
    "∂L/∂W1": [[4.766667, -6.016667], [-4.766667, 6.016667], [2.383333, -3.008333]],
    "∂L/∂b1": [[-1.133333], [1.133333], [-0.566667]],
    "∂L/∂w2": [[-0.84, -3.836667, 6.106667]],
    "∂L/∂b2": [[-1.133333]],
}
LAYERS_FIGURES = {
    "L": "1.492226",
    "∂L/∂W1": [[0.517390, -0.781937], [-0.388798, 0.619608], [0.125884, -0.213823]],
    "∂L/∂b1": [[-0.228849], [0.194394], [-0.069731]],
    "∂L/∂w2": [[-0.615708, -0.924326, 0.140200]],
    "∂L/∂b2": [[-0.969274]],
}
