"""What all tests share: one folder of compiled modules, so that what one worker has compiled the others find."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

FOLDER = pytest.StashKey[Path]()
VARIABLE = "CHAINRULE_CACHE"


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder, unless a person named one, or this is a worker, who was told the controller's."""
    if VARIABLE not in os.environ:
        config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="chainrule-tests-"))
        os.environ[VARIABLE] = str(config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it."""
    folder = config.stash.get(FOLDER, None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop(VARIABLE, None)
