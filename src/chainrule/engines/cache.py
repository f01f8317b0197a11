"""The cache of compiled modules: machine code on disk, so that a second run starts at once.

A module's file is named by everything that its code depends on: its text, the text of the kernels, the versions of
what compiles it, and the processor. It is written whole or not at all, by and for its owner alone, and begins with a
hash of its content: what does not fit is built anew. So two processes may write the same file, and either copy is good.
"""

import hashlib
import os
import pickle
import sys
import warnings
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chainrule.atomic import write_atomically
from chainrule.engines.loading import load

VARIABLE = "CHAINRULE_CACHE"  # names another folder
DIGEST = hashlib.sha256().digest_size


class CacheNote(UserWarning):
    """Compiled modules cannot be kept."""


def compile_module(source: str, name: str) -> Callable[..., object]:
    """The function `name` of a printed module, which is compiled when it is first called."""
    function = load(source, name, __name__="chainrule.engines.kernels")  # a module that exists, as pickles need
    if hasattr(function, "_cache"):  # a plain function has none: compiling is switched off
        function._cache = ModuleCache(source, name)  # noqa: SLF001
    return function


class ModuleCache:
    """What Numba asks for compiled code, and gives it to, for the one function of a module."""

    def __init__(self, text: str, name: str) -> None:
        self._key = "\0".join([text, kernels_text(), *_versions()])
        self._name = name
        self._folder = cache_folder()

    @property
    def cache_path(self) -> str:
        """The folder, or "" where there is none to be had."""
        return str(self._folder or "")

    def load_overload(self, sig: object, target_context: Any) -> object:
        """The compiled function, or None where there is no good file of it."""
        from numba.core.compiler import CompileResult

        path = self._path(sig, target_context.codegen())
        try:
            content = path.read_bytes() if path else b""
            if not content or hashlib.sha256(content[DIGEST:]).digest() != content[:DIGEST]:
                return None
            target_context.refresh()
            rebuild: Any = CompileResult._rebuild  # noqa: SLF001
            # the file is its owner's own: nobody else could write it
            return rebuild(target_context, *pickle.loads(content[DIGEST:]))  # noqa: S301
        except Exception:  # noqa: BLE001 - whatever is wrong with the file, it can be built anew
            return None

    def save_overload(self, sig: object, data: Any) -> None:
        """Write the compiled function, if there is a folder for it."""
        import numba.core.serialize

        dumps: Any = numba.core.serialize.dumps
        path = self._path(sig, data.library.codegen)
        if path is None:
            return
        content = dumps(data._reduce())  # noqa: SLF001
        try:
            digest = hashlib.sha256(content).digest()
            write_atomically(path, lambda file: file.write(digest + content), private=True)
        except OSError as error:
            note_once(f"compiled code cannot be kept: {_said(error)}")

    def _path(self, sig: object, codegen: Any) -> Path | None:
        if self._folder is None:
            return None
        key = "\0".join([self._key, str(sig), *map(str, codegen.magic_tuple())])
        return self._folder / f"{self._name}-{hashlib.sha256(key.encode()).hexdigest()[:40]}"

    def enable(self) -> None:
        """Nothing: it is on wherever there is a folder."""

    def disable(self) -> None:
        """Nothing."""

    def flush(self) -> None:
        """Nothing: files are never read twice."""


def cache_folder() -> Path | None:
    """The folder of compiled modules, its owner's alone; None, and a note, where there can be none."""
    from platformdirs import user_cache_path

    chosen = os.environ.get(VARIABLE)
    folder = Path(chosen) if chosen else user_cache_path("chainrule", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix":
            if folder.stat().st_uid != os.getuid():
                raise PermissionError(f"{folder} belongs to somebody else")
            folder.chmod(0o700)
        if not os.access(folder, os.W_OK):
            raise PermissionError(f"{folder} cannot be written to")
    except OSError as error:
        note_once(f"compiled code is not kept: {_said(error)}; {VARIABLE} names another folder")
        return None
    return folder


def _said(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.strerror else str(error)


@cache
def kernels_text() -> str:
    """The text of everything that printed modules call."""
    folder = Path(__file__).with_name("kernels")
    return "\0".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))


@cache
def _versions() -> tuple[str, ...]:
    import numba.core.config

    config: Any = numba.core.config
    packages = [f"{name} {version(name)}" for name in ("numba", "llvmlite", "numpy", "scipy")]
    return sys.version, *packages, f"optimized {config.OPT}"


@cache
def note_once(message: str) -> None:
    """Say it, but not twice."""
    warnings.warn(message, CacheNote, stacklevel=2)
