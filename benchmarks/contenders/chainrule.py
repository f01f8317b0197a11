"""chainrule: the public `Network.train`, and what its run says of seconds and steps."""

import chainrule as cr
from benchmarks.workloads import BETA1, BETA2, EPSILON, SEED, Array, Examples, Workload
from chainrule.training.optimizers import Optimizer


class ChainruleSession:
    """Calls of train on one network; an engine of its own for each contender."""

    def __init__(self, workload: Workload, examples: Examples, engine: str) -> None:
        self.workload, self.examples, self.engine = workload, examples, engine
        rate = workload.learning_rate
        rules: dict[str, Optimizer] = {"sgd": cr.SGD(rate), "adam": cr.Adam(rate, BETA1, BETA2, EPSILON)}
        self.optimizer = rules[workload.optimizer]
        self.network = self.new_network()

    def new_network(self) -> cr.Network:
        """A network of the workload's sizes."""
        workload = self.workload
        return cr.Network(workload.sizes, hidden=workload.hidden, output="softmax", seed=SEED, dtype=workload.dtype)

    def restart(self, theta: Array) -> None:
        """A new network with this theta."""
        self.network = self.new_network()
        self.network.set_theta(theta)

    def train(self, epochs: int) -> float:
        """One call of train, without validation; it finds out by itself how many threads help."""
        run = self.network.train(
            self.examples.X,
            self.examples.labels,
            optimizer=self.optimizer,
            batch_size=self.workload.batch,
            epochs=epochs,
            engine=self.engine,
        )
        return run.seconds

    def theta(self) -> Array:
        """As it is."""
        return self.network.theta


def numba(workload: Workload, examples: Examples, _cores: int) -> ChainruleSession:
    """The compiled engine."""
    return ChainruleSession(workload, examples, "numba")


def numpy(workload: Workload, examples: Examples, _cores: int) -> ChainruleSession:
    """The engine that needs NumPy only."""
    return ChainruleSession(workload, examples, "numpy")
