"""Printed functions, compiled: by our own compiler, or by Numba where that does not know what is said."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np

from chainrule.engines.cache import compile_module, file_name, kernels_text, read_kept, write_kept
from chainrule.engines.compiler import machine
from chainrule.engines.compiler.kinds import UnsupportedError
from chainrule.engines.compiler.literals import parted
from chainrule.engines.compiler.program import Argument, Results, argument_of, results_of, words_of, write_program

UNKNOWN = re.compile(r"\b(inverse_matrix|log_determinant)\(")  # LAPACK's, which Numba calls


def compile_source(source: str, name: str) -> Callable[..., object]:
    """The function `name` of a printed module, which is compiled when it is first called."""
    return Compiled(source, name) if is_known(source) else compile_module(source, name)


def is_known(source: str) -> bool:
    """Whether our own compiler can be used here, and knows what a printed module calls."""
    try:
        machine.make_known()
    except UnsupportedError:
        return False
    return not UNKNOWN.search(source)


class Compiled:
    """The function `name` of a printed module, compiled for the arguments that it is first called with."""

    def __init__(self, source: str, name: str) -> None:
        self._source, self._name = source, name
        self._parted = parted(source, name)
        self._ready: dict[tuple[Argument, ...], _Ready] = {}
        self._other: Callable[..., object] | None = None

    def __call__(self, *arguments: object) -> object:
        """What the function returns; a tuple's arrays are windows on memory of the arguments."""
        if self._other is None:
            try:
                ready = self._for(tuple(map(argument_of, arguments)))
            except UnsupportedError:
                self._other = compile_module(self._source, self._name)
            else:
                return ready.call(arguments)
        return self._other(*arguments)

    def _for(self, kinds: tuple[Argument, ...]) -> "_Ready":
        if kinds not in self._ready:
            machine.make_known()
            key = [self._parted.key, repr(kinds), kernels_text(), compiler_text(), *versions(), *machine.processor()]
            name = file_name(self._name, key)
            kept = read_kept(name)
            if kept is None:
                text, results = write_program(self._parted, self._name, kinds)
                kept = json.dumps(asdict(results)).encode() + b"\n" + machine.object_code(text)
                write_kept(name, kept)
            head, _, code = kept.partition(b"\n")
            self._ready[kinds] = _Ready(machine.Loaded(code, self._parted.numbers), Results(**json.loads(head)))
        return self._ready[kinds]


class _Ready:
    """Code for one kind of arguments, and what it returns."""

    def __init__(self, loaded: machine.Loaded, results: Results) -> None:
        self._loaded, self._results = loaded, results

    def call(self, arguments: Sequence[object]) -> object:
        """Hand over, call, and take what comes back."""
        given, back = words_of(arguments), np.empty(self._results.words, np.uint64)
        self._loaded.call(given.ctypes.data, back.ctypes.data)
        return results_of(back, self._results)


@cache
def compiler_text() -> str:
    """The text of the compiler itself."""
    folder = Path(__file__).with_name("compiler")
    return "\0".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))


@cache
def versions() -> tuple[str, ...]:
    """Of what makes code."""
    import llvmlite

    return llvmlite.__version__, str(llvmlite.llvm_version_info) if hasattr(llvmlite, "llvm_version_info") else ""
