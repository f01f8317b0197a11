"""A process of Node that the tests of JavaScript share."""

from shutil import which

import pytest

from .javascript_runs import Node


@pytest.fixture(scope="session")
def node():
    """A process of Node, where it is installed."""
    if not which("node"):
        pytest.skip("Node is not installed")
    process = Node()
    yield process
    process.close()
