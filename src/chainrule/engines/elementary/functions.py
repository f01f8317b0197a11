"""Functions of a number, made of + − × ÷, √, floor and comparisons alone, which every machine rounds alike.

`Math.exp` differs between browsers, and from NumPy, in the last digits. So JavaScript gets functions of our own. Each
is a graph, the only definition: the text of JavaScript is printed from it, and so is any other that has to give the
same bits. Two ops know of bits, and are exact: 2ⁿ, and the e of x = f · 2ᵉ.

Arguments are reduced as in W. J. Cody and W. Waite, *Software Manual for the Elementary Functions*, 1980; then each
function is its power series, as long as its terms count.
"""

from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature

from chainrule.engines.elementary.error_function import normal_integral
from chainrule.engines.elementary.exponentials import exponential, exponential_less_one, hyperbolic_tangent
from chainrule.engines.elementary.logarithms import logarithm, logarithm_of_one_and, soft_maximum
from chainrule.engines.elementary.powers import general_power
from chainrule.engines.elementary.waves import cosine, sine
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.transforms.simplify import merge

FUNCTIONS: Mapping[str, Callable[..., Node]] = {
    "exp": exponential,
    "expm1": exponential_less_one,
    "log": logarithm,
    "log1p": logarithm_of_one_and,
    "tanh": hyperbolic_tangent,
    "softplus": soft_maximum,
    "sin": sine,
    "cos": cosine,
    "erf": normal_integral,
    "power": general_power,
}


@cache
def elementary_graph(name: str) -> Graph:
    """The definition of a function, over the names of its arguments."""
    make = FUNCTIONS[name]
    return merge(Graph({"result": make(*map(input, signature(make).parameters))}))
