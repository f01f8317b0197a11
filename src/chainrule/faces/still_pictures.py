"""Pictures of where a network or a board stands: slices, surfaces, scatter and boundary; a delegating line for each."""

from collections.abc import Mapping, Sequence

from chainrule.movement.attempt import Stand
from chainrule.movement.boundary import scatter_at
from chainrule.movement.costs import Costs
from chainrule.movement.slices import Along, slice_through
from chainrule.movement.surfaces import surfaces_at
from chainrule.readers.movement.scatter_picture import Scatter
from chainrule.readers.movement.slice_picture import Slice
from chainrule.readers.movement.surface_picture import Surfaces

Data = Mapping[str, object]
Columns = Sequence[int]
FIRST_TWO = (0, 1)
NOW = "as it stands"


class NetworkPictures:
    """What is drawn of a network with rows and targets."""

    def stand(self, X: object, y: object, weights: object = None) -> Stand:
        """It with rows and targets."""
        raise NotImplementedError

    def slice(self, X: object, y: object, along: Along, *, learning_rate: float | None = None) -> Slice:
        """The cost of these rows over an entry such as "W1[0,0]", its tangent, and a step at this learning rate."""
        return _slice(self.stand(X, y), along, learning_rate)

    def surfaces(self, X: object, y: object, *, columns: Columns = FIRST_TWO, row: int | None = None) -> Surfaces:
        """Every neuron's sum over two inputs around these rows, with its line at 0; others are those of one `row`."""
        return _surfaces(self.stand(X, y), columns, row)

    def scatter(self, X: object, y: object, *, columns: Columns = FIRST_TWO, row: int | None = None) -> Scatter:
        """These rows by class over two inputs, with the boundary of the network, and the table z0, z1, …, y."""
        return _scatter(self.stand(X, y), columns, row)


class BoardPictures:
    """What is drawn of a board with data; a board with data of its own needs none."""

    def stand(self, data: Data | None = None, sizes: Mapping[str, int] | None = None, batch: str = "") -> Stand:
        """It with data."""
        raise NotImplementedError

    def slice(self, along: Along, data: Data | None = None, *, learning_rate: float | None = None) -> Slice:
        """The cost over an entry such as "w" or "W1[0,0]", its tangent, and a step at this learning rate."""
        return _slice(self.stand(data), along, learning_rate)

    def surfaces(self, data: Data | None = None, *, columns: Columns = FIRST_TWO, row: int | None = None) -> Surfaces:
        """Every named sum over two inputs, with its line at 0; other inputs are those of one `row`."""
        return _surfaces(self.stand(data), columns, row)

    def scatter(self, data: Data | None = None, *, columns: Columns = FIRST_TWO, row: int | None = None) -> Scatter:
        """The rows by class over two inputs, with the boundary of the board, and the table z0, z1, …, y."""
        return _scatter(self.stand(data), columns, row)


def _slice(stand: Stand, along: Along, learning_rate: float | None) -> Slice:
    costs = Costs(stand.checkpoint.trainable, stand.examples)
    return slice_through(costs, stand.theta, along, learning_rate=learning_rate)


def _surfaces(stand: Stand, columns: Columns, row: int | None) -> Surfaces:
    return surfaces_at(stand.checkpoint.trainable, stand.examples, [(NOW, stand.theta)], columns=columns, row=row)


def _scatter(stand: Stand, columns: Columns, row: int | None) -> Scatter:
    return scatter_at(stand.checkpoint.trainable, stand.examples, stand.theta, columns=columns, row=row)
