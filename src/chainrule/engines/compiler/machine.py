"""Machine code: LLVM's text made faster, made code, and loaded."""

import ctypes
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

import numpy as np

from chainrule.engines.compiler.instructions import MEMORY, SYSTEM
from chainrule.engines.compiler.kinds import UnsupportedError
from chainrule.engines.compiler.products import LETTER, ROUTINES, routine

OPTIMIZED = 3  # how much LLVM does


def new_target() -> Any:
    """The processor that we are on, as LLVM knows it; what runs code keeps one of its own."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=OPTIMIZED,
        reloc="static" if target.name.startswith("x86") else "default",
        codemodel="jitdefault",
        jit=True,
    )


@cache
def _target() -> Any:
    """The one that makes code."""
    return new_target()


def processor() -> tuple[str, ...]:
    """What code is made for."""
    import llvmlite.binding as llvm

    return llvm.get_process_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


def object_code(text: str) -> bytes:
    """The machine code of a module in LLVM's language."""
    import llvmlite.binding as llvm

    machine = _target()
    try:
        module = llvm.parse_assembly(text)
        module.triple, module.data_layout = llvm.get_process_triple(), str(machine.target_data)
        module.verify()
    except RuntimeError as error:
        raise UnsupportedError(str(error)) from None
    options = llvm.create_pipeline_tuning_options(speed_level=OPTIMIZED)
    options.loop_vectorization, options.slp_vectorization = True, False
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


class Loaded:
    """Code in memory, with numbers of its own."""

    def __init__(self, code: bytes, numbers: Sequence[float]) -> None:
        import llvmlite.binding as llvm

        self._engine: Any = llvm.create_mcjit_compiler(llvm.parse_assembly(""), new_target())
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self.call = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(self._engine.get_function_address("entry"))
        if numbers:
            words = np.array([_word(number) for number in numbers], dtype=np.uint64)
            ctypes.memmove(self._engine.get_global_value_address("chainrule_numbers"), words.ctypes.data, words.nbytes)


def _word(number: float) -> int:
    value = np.float64(number) if isinstance(number, float) else np.int64(number)
    return int(value.view(np.uint64))


@cache
def load_blas() -> Any:
    """SciPy's BLAS for other compiled code, alone: the package around it takes three times as long to import."""
    name = "scipy.linalg.cython_blas"
    if "scipy.linalg" in sys.modules:
        return import_module(name)
    folder = Path(next(iter(find_spec("scipy").submodule_search_locations)), "linalg")  # type: ignore[union-attr, arg-type]
    spec = PathFinder.find_spec(name, [str(folder)])
    if spec is None or spec.loader is None:
        raise UnsupportedError(f"SciPy without {name}")
    module = module_from_spec(spec)
    sys.modules[name] = module  # where the package finds it, should somebody import that later
    spec.loader.exec_module(module)
    return module


@cache
def make_known() -> None:
    """Tell LLVM where the functions of the system and the routines of the BLAS are.

    Raises UnsupportedError where the system does not say.
    """
    import llvmlite.binding as llvm

    try:
        system = ctypes.CDLL(None)
        for name in (*MEMORY, *(f"{one}{end}" for one in SYSTEM for end in ("", "f"))):
            llvm.add_symbol(name, ctypes.cast(system[name], ctypes.c_void_p).value)
    except (TypeError, AttributeError, OSError) as error:
        raise UnsupportedError(str(error)) from None
    for kind, letter in LETTER.items():
        for name in ROUTINES:
            llvm.add_symbol(routine(kind, name), _address(load_blas().__pyx_capi__[f"{letter}{name}"]))


def _address(capsule: object) -> int:
    """Where a routine begins that a module of C offers to others."""
    name = ctypes.pythonapi.PyCapsule_GetName
    name.restype, name.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    found: int = pointer(capsule, name(capsule))
    return found
