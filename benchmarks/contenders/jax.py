"""JAX: an epoch is one jitted `lax.scan` over its batches, state donated, rows gathered by index inside."""

import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.workloads import BETA1, BETA2, EPSILON, Array, Examples, Workload, order, split

Parameters = list[jax.Array]
State = tuple[Any, ...]  # parameters; with Adam, moments and the count of steps too

jax.config.update("jax_enable_x64", True)  # arrays say their type, so float32 stays float32


class JaxSession:
    """Parameters and state live on the device and are handed from epoch to epoch."""

    def __init__(self, workload: Workload, examples: Examples, _cores: int) -> None:
        self.workload, self.epoch = workload, 0
        self.X = jnp.asarray(examples.X)
        self.labels = jnp.asarray(examples.labels.astype(np.int32))
        self.run_epoch = jax.jit(self._epoch, donate_argnums=0)

    def restart(self, theta: Array) -> None:
        """State from theta: weights (out, in), which is the faster way, two moments of each, the count of steps."""
        parts = split(self.workload, theta)
        parameters = [jnp.array(part.ravel() if i % 2 else part) for i, part in enumerate(parts)]
        moments = [tuple(jnp.zeros_like(part) for part in parameters) for _ in range(2)]
        adam = self.workload.optimizer == "adam"
        self.state = (parameters, moments, jnp.zeros((), jnp.float64)) if adam else (parameters,)
        self.epoch = 0

    def cost(self, parameters: Parameters, X: jax.Array, labels: jax.Array) -> jax.Array:
        """Cross-entropy of a batch."""
        activation = jax.nn.sigmoid if self.workload.hidden == "sigmoid" else jax.nn.relu
        A = X
        for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            A = activation(A @ W.T + b)
        scores = jax.nn.log_softmax(A @ parameters[-2].T + parameters[-1])
        return -jnp.mean(jnp.take_along_axis(scores, labels[:, None], axis=1))

    def _epoch(self, state: State, X: jax.Array, labels: jax.Array, places: jax.Array) -> tuple[State, jax.Array]:
        def step(state: State, batch: jax.Array) -> tuple[State, jax.Array]:
            cost, gradients = jax.value_and_grad(self.cost)(state[0], X[batch], labels[batch])
            return self.updated(state, gradients), cost

        scanned: tuple[State, jax.Array] = lax.scan(step, state, places)
        return scanned

    def updated(self, state: State, gradients: Parameters) -> State:
        """The state after a step."""
        rate = self.workload.learning_rate
        if self.workload.optimizer == "sgd":
            return ([part - rate * gradient for part, gradient in zip(state[0], gradients, strict=True)],)
        parameters, (first, second), count = state
        count = count + 1
        first = tuple(BETA1 * m + (1 - BETA1) * g for m, g in zip(first, gradients, strict=True))
        second = tuple(BETA2 * s + (1 - BETA2) * g * g for s, g in zip(second, gradients, strict=True))
        scale, root = rate / (1 - BETA1**count), jnp.sqrt(1 - BETA2**count)
        parameters = [
            part - scale.astype(part.dtype) * m / (jnp.sqrt(s) / root.astype(part.dtype) + EPSILON)
            for part, m, s in zip(parameters, first, second, strict=True)
        ]
        return parameters, [first, second], count

    def train(self, epochs: int) -> float:
        """The seconds of so many epochs."""
        shape = (-1, self.workload.batch)
        began = time.perf_counter()
        for _ in range(epochs):
            places = order(self.epoch, self.workload.rows).astype(np.int32).reshape(shape)
            self.state, _ = self.run_epoch(self.state, self.X, self.labels, places)
            self.epoch += 1
        jax.block_until_ready(self.state)
        return time.perf_counter() - began

    def theta(self) -> Array:
        """All parameters in one vector."""
        return np.concatenate([np.ravel(part) for part in self.state[0]])
