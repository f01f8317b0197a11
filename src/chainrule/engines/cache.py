"""The cache of compiled modules: machine code on disk, so that a second run starts at once.

A module's file is named by everything that its code depends on: its text, the text of the kernels, the versions of
what compiles it, and the processor. It is written whole or not at all, and begins with a hash of its content: what does
not fit is built anew. So two processes may write the same file, and either copy is good.

Whoever can write such a file can have any code run, and a hash does not change that. So the files lie in a folder of
their owner's own, and what others could have written, there or on the way there, is not read.
"""

import hashlib
import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from chainrule.engines.loading import load
from chainrule.engines.private_folder import open_private
from chainrule.errors import CacheNote, WriteError

VARIABLE = "CHAINRULE_CACHE"  # names another folder
OWN = "compiled"  # the folder in it, which was never anybody else's
DIGEST = hashlib.sha256().digest_size


def compile_module(source: str, name: str) -> Callable[..., object]:
    """The function `name` of a printed module, which is compiled when it is first called, or calls what is."""
    function = load(source, name, __name__="chainrule.engines.kernels")  # a module that exists, as pickles need
    if hasattr(function, "_cache"):  # a plain function has none: compiling is switched off
        function._cache = ModuleCache(source, name)  # noqa: SLF001
        return function
    head, *parts = source.split("@program\ndef ")
    texts = {part.partition("(")[0]: part.partition("\n\n\n")[0] for part in parts}
    for own, one in function.__globals__.items():
        if hasattr(one, "_cache") and one.targetoptions.get("nogil"):  # what Python calls
            one._cache = ModuleCache(f"{head}{texts.get(own, '')}", own)  # noqa: SLF001
    return function


class ModuleCache:
    """What Numba asks for compiled code, and gives it to, for the one function of a module."""

    def __init__(self, text: str, name: str) -> None:
        self._key = "\0".join([text, kernels_text(), *_versions()])
        self._name = name

    @property
    def cache_path(self) -> str:
        """The folder."""
        return str(cache_folder() / OWN)

    def load_overload(self, sig: object, target_context: Any) -> object:
        """The compiled function, or None where there is no good file of it."""
        from numba.core.compiler import CompileResult

        content = read_kept(self._file_name(sig, target_context.codegen()))
        if content is None:
            return None
        try:
            target_context.refresh()
            rebuild: Any = CompileResult._rebuild  # noqa: SLF001
            # nobody but its owner could have written the file; the hash only tells of damage
            return rebuild(target_context, *pickle.loads(content))  # noqa: S301
        except Exception:  # noqa: BLE001 - whatever is wrong with the file, it can be built anew
            return None

    def save_overload(self, sig: object, data: Any) -> None:
        """Write the compiled function, if there is a folder for it."""
        import numba.core.serialize

        dumps: Any = numba.core.serialize.dumps
        write_kept(self._file_name(sig, data.library.codegen), dumps(data._reduce()))  # noqa: SLF001

    def _file_name(self, sig: object, codegen: Any) -> str:
        return file_name(self._name, [self._key, str(sig), *map(str, codegen.magic_tuple())])

    def enable(self) -> None:
        """Nothing: it is on wherever there is a folder."""

    def disable(self) -> None:
        """Nothing."""

    def flush(self) -> None:
        """Nothing: files are never read twice."""


def cache_folder() -> Path:
    """The folder in which compiled modules have a folder of their own."""
    from platformdirs import user_cache_path

    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    try:
        folder, home = user_cache_path("chainrule", appauthor=False), Path.home()
    except RuntimeError:  # an account that the system does not know
        raise FileNotFoundError("there is no home folder") from None
    if home in folder.parents and not home.is_dir():  # nor is it ours to make one
        raise FileNotFoundError(f"there is no home folder {home}")
    return folder


def file_name(name: str, depends_on: Iterable[str]) -> str:
    """The name of a file, from all that its content depends on."""
    return f"{name}-{hashlib.sha256(chr(0).join(depends_on).encode()).hexdigest()[:40]}"


def read_kept(name: str) -> bytes | None:
    """What was kept under a name, None where there is no good file of it."""
    with _noted(), open_private(cache_folder(), OWN) as folder:
        try:
            content = folder.read(name) or b""
        except OSError as error:  # and writing it anew puts this right
            note_once(f"compiled code is not used: {_said(error)}")
            return None
        if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
            return content[DIGEST:]
    return None


def write_kept(name: str, content: bytes) -> None:
    """Keep it under a name, if there is a folder for it."""
    with _noted(), open_private(cache_folder(), OWN) as folder:
        folder.write(name, hashlib.sha256(content).digest() + content)


@contextmanager
def _noted() -> Iterator[None]:
    """A folder or a file that cannot be, or is not its owner's alone, is noted, and nothing else: all runs without."""
    try:
        yield
    except (OSError, WriteError) as error:
        note_once(f"compiled code is not kept: {_said(error)}; {VARIABLE} names another folder")


def _said(error: OSError | WriteError) -> str:
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)


@cache
def kernels_text() -> str:
    """The text of everything that printed modules call."""
    folder = Path(__file__).with_name("kernels")
    return "\0".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))


@cache
def _versions() -> tuple[str, ...]:
    import llvmlite
    import numba.core.config
    import scipy

    config: Any = numba.core.config
    # as they say it themselves: the standard library's reader of installed packages takes longer to load than rich
    packages = [f"{one.__name__} {one.__version__}" for one in (numba, llvmlite, np, scipy)]
    return sys.version, *packages, f"optimized {config.OPT}"


@cache
def note_once(message: str) -> None:
    """Say it, but not twice."""
    warnings.warn(message, CacheNote, stacklevel=2)
