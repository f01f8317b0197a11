"""Words: what scikit-learn calls it, turned into the optimizers, schedules and activations that are here.

Where scikit-learn has a name for a thing, the estimators have that name too, so that an import is all that changes;
the names that are here are taken beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chainrule.architecture.layers import Choice
from chainrule.errors import ArgumentError
from chainrule.graph.node import Node
from chainrule.settings import real_number, written
from chainrule.training.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Momentum, Nesterov, Optimizer
from chainrule.training.schedules import SCHEDULES, WARM_UP, Moment, Schedule, constant, find_schedule

LBFGS = "lbfgs"  # which is no update rule
ADAPTIVE = "adaptive"  # a constant rate that a callback divides
ACTIVATION_WORDS = {"logistic": "sigmoid"}
PLAIN_SCHEDULES = tuple(name for name in SCHEDULES if name != WARM_UP.strip())

Activations = Choice | Sequence[Choice]


class Rates(Protocol):
    """What scikit-learn's names say of the steps."""

    solver: Optimizer | str
    learning_rate: Schedule | str
    learning_rate_init: float
    power_t: float
    momentum: float
    nesterovs_momentum: bool
    beta_1: float
    beta_2: float
    epsilon: float
    clip_norm: float | None


@dataclass(frozen=True)
class InverseScaling:
    """The factor (1 + examples seen)^−power, as scikit-learn has it; it changes from epoch to epoch."""

    power: float
    rows: int

    def __call__(self, now: Moment) -> Node:
        """The factor of a moment."""
        return (1 + now.epoch * self.rows) ** -self.power


def activation_of(choice: Activations) -> Choice | tuple[Choice, ...]:
    """One activation for all hidden layers, or one for each; `logistic` is the sigmoid's name in scikit-learn."""
    if isinstance(choice, list | tuple):
        return tuple(_one_activation(one) for one in choice)
    return _one_activation(choice)  # type: ignore[arg-type]


def _one_activation(choice: Choice) -> Choice:
    return ACTIVATION_WORDS.get(choice, choice) if isinstance(choice, str) else choice


def schedule_of(said: Rates, rows: int) -> Schedule:
    """The learning rate as a schedule, for so many rows an epoch."""
    chosen = said.learning_rate
    if isinstance(chosen, Schedule):
        return chosen
    rate = real_number("learning_rate_init", said.learning_rate_init, 0, above=True)
    if chosen == ADAPTIVE:
        return constant(rate)
    if chosen == "invscaling":
        power = real_number("power_t", said.power_t, 0)
        return Schedule(rate, "invscaling", InverseScaling(power, rows), (("power", power), ("rows", rows)))
    if chosen not in PLAIN_SCHEDULES:
        names = ", ".join((*PLAIN_SCHEDULES, "invscaling", ADAPTIVE))
        raise ArgumentError("learning_rate", f"one of {names} is needed, or a cr.Schedule, not {written(chosen)}")
    return find_schedule(chosen)(rate)


def optimizer_of(said: Rates, schedule: Schedule) -> Optimizer:
    """The optimizer that a name of scikit-learn's, or one that is here, stands for; an object is its own."""
    solver, clip = said.solver, said.clip_norm
    if isinstance(solver, Optimizer):
        return solver
    if solver in ("adam", "adamw"):
        kind = {"adam": Adam, "adamw": AdamW}[solver]
        return kind(schedule, said.beta_1, said.beta_2, said.epsilon, clip_norm=clip)
    if solver == "sgd":
        if not said.momentum:
            return SGD(schedule, clip_norm=clip)
        heavy = Nesterov if said.nesterovs_momentum else Momentum
        return heavy(schedule, said.momentum, clip_norm=clip)
    if not isinstance(solver, str) or solver not in OPTIMIZERS:
        names = ", ".join((*OPTIMIZERS, LBFGS))
        raise ArgumentError("solver", f"one of {names} is needed, or an optimizer's object, not {written(solver)}")
    return OPTIMIZERS[solver](schedule, clip_norm=clip)
