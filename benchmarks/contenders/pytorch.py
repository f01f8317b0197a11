"""PyTorch: eager with the fused optimizers, and `torch.compile` of a whole step in one graph."""

import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.workloads import BETA1, BETA2, EPSILON, Array, Examples, Workload, order, split


class PyTorchSession:
    """What both have in common: tensors that share memory with the rows, and a loop over batches."""

    def __init__(self, workload: Workload, examples: Examples, cores: int) -> None:
        torch.set_num_threads(cores)
        self.workload, self.epoch = workload, 0
        self.X, self.labels = torch.from_numpy(examples.X), torch.from_numpy(examples.labels)
        self.parameters: list[Tensor] = []
        self.step: Callable[[Tensor], object] = lambda places: None

    def restart(self, theta: Array) -> None:
        """Parameters from theta and a step that starts with them."""
        parts = split(self.workload, theta)
        self.parameters = [torch.from_numpy(np.squeeze(part, 1) if i % 2 else part).clone()
                           for i, part in enumerate(parts)]  # fmt: skip
        self.epoch = 0
        self.step = self.new_step()

    def new_step(self) -> Callable[[Tensor], object]:
        """What is done with the places of a batch."""
        raise NotImplementedError

    def cost(self, parameters: list[Tensor], X: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy of a batch."""
        activation = torch.sigmoid if self.workload.hidden == "sigmoid" else torch.relu
        A = X
        for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            A = activation(functional.linear(A, W, b))
        return functional.cross_entropy(functional.linear(A, *parameters[-2:]), labels)

    def train(self, epochs: int) -> float:
        """The seconds of so many epochs."""
        rows, step = self.workload.rows, self.step
        began = time.perf_counter()
        for _ in range(epochs):
            for places in torch.from_numpy(order(self.epoch, rows)).split(self.workload.batch):
                step(places)
            self.epoch += 1
        return time.perf_counter() - began

    def theta(self) -> Array:
        """All parameters in one vector."""
        return torch.cat([part.detach().ravel() for part in self.parameters]).numpy()


class Eager(PyTorchSession):
    """Autograd and `torch.optim`."""

    def new_step(self) -> Callable[[Tensor], object]:
        """Gather, cost, backward, update."""
        parameters = [part.requires_grad_() for part in self.parameters]
        rate = self.workload.learning_rate
        optimizer: torch.optim.Optimizer
        if self.workload.optimizer == "adam":
            optimizer = torch.optim.Adam(parameters, rate, (BETA1, BETA2), EPSILON, fused=True)
        else:
            optimizer = torch.optim.SGD(parameters, rate, fused=True)

        def step(places: Tensor) -> None:
            optimizer.zero_grad(set_to_none=True)
            self.cost(parameters, self.X[places], self.labels[places]).backward()
            optimizer.step()

        return step


class Compiled(PyTorchSession):
    """The gradient as a function, so that forward, backward and update are compiled as one."""

    compiled: Callable[..., object] | None = None

    def new_step(self) -> Callable[[Tensor], object]:
        """One call of the compiled function, which writes parameters and state in place."""
        self.moments = [(torch.zeros_like(part), torch.zeros_like(part)) for part in self.parameters]
        self.count = torch.zeros(1, dtype=torch.float64)  # without an axis it would be taken for a constant
        if self.compiled is None:
            torch.compiler.reset()  # workloads before this one do not count as recompilations
            self.compiled = torch.compile(self.update, fullgraph=True, dynamic=False, options={"cpp_wrapper": True})
        compiled, parameters = self.compiled, self.parameters

        def step(places: Tensor) -> object:
            return compiled(parameters, self.moments, self.count, self.X, self.labels, places)

        return step

    def update(
        self,
        parameters: list[Tensor],
        moments: list[tuple[Tensor, Tensor]],
        count: Tensor,
        X: Tensor,
        labels: Tensor,
        places: Tensor,
    ) -> None:
        """Gather, cost, backward, update, as one graph."""
        gradients = torch.func.grad(self.cost)(parameters, X[places], labels[places])
        rate = self.workload.learning_rate
        if self.workload.optimizer == "sgd":
            for part, gradient in zip(parameters, gradients, strict=True):
                part.sub_(rate * gradient)
            return
        count.add_(1)
        scale = (rate / (1 - BETA1**count)).to(X.dtype)
        root = torch.sqrt(1 - BETA2**count).to(X.dtype)
        for part, gradient, (first, second) in zip(parameters, gradients, moments, strict=True):
            first.lerp_(gradient, 1 - BETA1)
            second.mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
            part.sub_(scale * first / (second.sqrt() / root + EPSILON))
