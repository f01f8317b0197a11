"""A model in the ONNX format: with the encoding inside, the cells of rows in; without it, features in.

The operations are those of the prediction graph, as `readers/onnx` writes them, behind those of the encoding.
"""

from collections.abc import Sequence

from chainrule.data import Encoding
from chainrule.errors import SettingError
from chainrule.graph.shape import Shape
from chainrule.readers.onnx.model_file import OnnxGraph
from chainrule.readers.onnx.operations import EXAMPLES, write_operations
from chainrule.tables.learner import Learner
from chainrule.tables.onnx_encoding import write_encoding
from chainrule.tables.predictions import written_labels

CLASSES, NUMBERS = ("label", "probabilities"), ("prediction",)  # the outputs, unless columns are called so


def onnx_model(learner: Learner, encoding: Encoding | None) -> bytes:
    """The bytes of an ONNX file.

    With an encoding, each used column is an input of its name (m,): numbers (double, NaN where missing), texts, dates
    as seconds since 1970 (double). The outputs are `label` (m,) and `probabilities` (m, k) of classes, in the order of
    the model's, or else `prediction` (m,) in the target's own unit. Without one, features `X` (m, n) become `output`
    (m, out), what the last layer gives.
    """
    onnx = OnnxGraph()
    kind = learner.face.theta.dtype
    if encoding is None:
        graph = learner.trainable.prediction_graph()
        width = None if graph is None else _width(graph.leaves[learner.inputs].shape)
        features = onnx.input("X", kind, (EXAMPLES, width if width is not None else "n"))
        name = onnx.names.fresh("output")
        onnx.output(name, _output(onnx, learner, features), kind, (EXAMPLES, "out"))
        return onnx.content(learner.told())
    known = write_encoding(onnx, encoding)
    results = [onnx.names.fresh(name) for name in (NUMBERS if encoding.classes is None else CLASSES)]
    output = _output(onnx, learner, onnx.cast(known, kind))
    if encoding.classes is None:
        _write_numbers(onnx, encoding, output, *results)
    else:
        _write_classes(onnx, learner, encoding, output, results)
    return onnx.content(f"{encoding.target}: {learner.told()}")


def _output(onnx: OnnxGraph, learner: Learner, features: str) -> str:
    """What the last layer gives for each row, (m, out)."""
    trainable, theta = learner.trainable, learner.face.theta
    graph = trainable.prediction_graph()
    if graph is None:
        raise SettingError("this board does not say what it predicts; compare one thing with the target in its cost")
    shape = graph.leaves[learner.inputs].shape
    data = features if shape[0] == EXAMPLES else onnx.add("Transpose", features, perm=(1, 0))
    views = trainable.layout.views(theta).items()
    parameters = {trainable.leaf_of(name): view for name, view in views}
    output = write_operations(onnx, graph, {learner.inputs: data}, parameters, theta.dtype)
    (node,) = graph.outputs.values()
    return _by_rows(onnx, output, node.shape)


def _by_rows(onnx: OnnxGraph, output: str, shape: Shape) -> str:
    """An output with an axis of examples, as rows."""
    if shape.count(EXAMPLES) != 1 or len(shape) > 2:
        raise SettingError(f"a prediction is one vector for each row, and not of shape {shape}")
    if len(shape) == 1:
        return onnx.add("Reshape", output, onnx.constant([-1, 1], "int64"))
    return output if shape[0] == EXAMPLES else onnx.add("Transpose", output, perm=(1, 0))


def _width(shape: Shape) -> int | None:
    """The number of features of a leaf, where it is known."""
    sizes = [size for size in shape if isinstance(size, int)]
    return sizes[0] if len(sizes) == 1 else None


def _write_numbers(onnx: OnnxGraph, encoding: Encoding, output: str, name: str) -> None:
    """The prediction in the target's own unit: value · sd + mean."""
    value = onnx.add("Reshape", onnx.cast(output, "float64"), onnx.constant([-1], "int64"))
    scaled = onnx.add("Mul", value, onnx.constant(encoding.sd))
    onnx.output(name, onnx.add("Add", scaled, onnx.constant(encoding.mean)), "float64", (EXAMPLES,))


def _write_classes(onnx: OnnxGraph, learner: Learner, encoding: Encoding, output: str, names: Sequence[str]) -> None:
    """The most probable label, and the probability of each; scores that are none give the label alone."""
    kind, classes = learner.face.theta.dtype, len(encoding.classes or ())
    shares = output
    if classes == 2 and _outputs(learner) == 1:
        other = onnx.add("Sub", onnx.constant(1, kind), output)
        shares = onnx.add("Concat", other, output, axis=1)
    labels = written_labels(encoding)
    known = labels.astype("float64" if labels.dtype.kind == "f" else "int64") if labels.dtype.kind in "iuf" else labels
    at = onnx.add("ArgMax", shares, axis=1, keepdims=0)
    onnx.output(names[0], onnx.add("Gather", onnx.constant(known), at), known.dtype, (EXAMPLES,))
    if learner.gives_probabilities:
        onnx.output(names[1], shares, kind, (EXAMPLES, classes))


def _outputs(learner: Learner) -> int:
    """How many numbers are predicted for each row."""
    graph = learner.trainable.prediction_graph()
    assert graph is not None  # noqa: S101 - it was written already
    (node,) = graph.outputs.values()
    return next((size for size in node.shape if isinstance(size, int)), 1)
