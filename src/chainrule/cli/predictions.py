"""What a model says about the rows of a table, as columns to be added to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainrule.cli.measures import Measures, measure, probabilities
from chainrule.data import Encoding, Table
from chainrule.errors import DataError, ModelFileError
from chainrule.faces.network import Network

Values = NDArray[np.generic]


@dataclass(frozen=True)
class Model:
    """A network and the encoding of the columns it was trained on."""

    network: Network
    encoding: Encoding

    def output(self, table: Table) -> NDArray[np.floating]:
        """The network's output for each row of a table."""
        return self.network.predict(self.encoding.features(table, dtype=self.network.theta.dtype))


def load_model(path: Path) -> Model:
    """The model in a file, its encoding and its network found to fit each other."""
    network = Network.load(path)
    if network.encoding is None:
        raise ModelFileError(
            f"{path} does not say how columns become inputs, for its network was trained on numbers in Python; "
            "use chainrule.Network.load there, or train it with chainrule train"
        )
    try:
        encoding = Encoding.from_json(dict(network.encoding))
    except DataError as error:
        raise ModelFileError(f"{path}: {error}") from None
    inputs, *_, outputs = network.architecture.sizes
    classes = len(encoding.classes or ())
    possible = {0: (1,), 2: (1, 2)}.get(classes, (classes,))  # numbers; two classes, also as one sigmoid; more
    if inputs != len(encoding.feature_names) or outputs not in possible:
        raise ModelFileError(f"{path} is damaged: its encoding and its network do not fit each other")
    return Model(network, encoding)


def predicted_columns(
    encoding: Encoding, output: NDArray[np.floating], taken: Collection[str], *, with_probabilities: bool
) -> dict[str, Values]:
    """The columns to be added, by names that are not taken: the prediction, and if asked for a probability per class.

    Numbers come in the target's own unit, in float64: what single precision cannot hold there, double precision can.
    """
    prediction = _free(f"{encoding.target}_predicted", taken)
    if encoding.classes is None:
        return {prediction: encoding.restored(output[:, 0])}
    shares = probabilities(output)
    labels = np.array(encoding.classes) if encoding.numeric_classes is None else encoding.numeric_classes
    columns: dict[str, Values] = {prediction: labels[shares.argmax(axis=1)]}
    if with_probabilities:
        for label, share in zip(encoding.classes, shares.T, strict=True):
            columns[_free(f"P({encoding.target} = {label})", taken)] = share
    return columns


def measured(encoding: Encoding, table: Table, output: NDArray[np.floating]) -> Mapping[str, Measures] | str:
    """The measures of the predictions where the table has the target in every row; else why there are none."""
    try:
        return {"these rows": measure(encoding, encoding.targets(table), output)}
    except DataError as error:
        return str(error)


def _free(name: str, taken: Collection[str]) -> str:
    """The name, or the name with the first number that makes it new."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
