"""Pinning: every process that is timed gets the same cores, and as many threads as it has cores."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
THREADS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"),
    *("NUMBA_NUM_THREADS", "NUMEXPR_NUM_THREADS"),
)


def cores_here() -> list[int]:
    """The cores that this process may use; the last ones first, since systems do their chores on the first."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0), reverse=True)
    return list(range(os.cpu_count() or 1))


def environment(cores: int, **more: str) -> dict[str, str]:
    """The variables for a process with so many cores: they have to be there before it loads a library."""
    flags = "" if cores > 1 else "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    inductor = {"TORCHINDUCTOR_CACHE_DIR": str(Path(tempfile.gettempdir()) / "chainrule-benchmarks-inductor")}
    return {
        **os.environ,
        **dict.fromkeys(THREADS, str(cores)),
        "XLA_FLAGS": flags,
        "JAX_PLATFORMS": "cpu",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(ROOT),
        **inductor,
        **more,
    }


def pin() -> int:
    """Keep this process, and the threads that it will start, on as many cores as its environment says: how many."""
    cores = int(os.environ.get(THREADS[0], "1"))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores_here()[:cores])
    return cores
