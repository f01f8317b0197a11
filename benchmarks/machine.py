"""The machine: what figures were measured on, so that others know what to compare theirs with."""

import os
import platform
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

PACKAGES = ("chainrule", "numpy", "scipy", "numba", "llvmlite", "jax", "jaxlib", "torch", "scikit-learn")


def machine() -> dict[str, object]:
    """Processor, memory, system, versions, and how busy everything was at the start."""
    assert np.__version__  # its BLAS has to be loaded to be listed
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gib": memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := installed(name))},
        "blas": [f"{one['internal_api']} {one['version']} {one.get('architecture', '')}" for one in threadpool_info()],
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "date": date.today().isoformat(),
    }


def processor() -> str:
    """What the processor calls itself, and what it can do where that is known."""
    described = Path("/proc/cpuinfo")
    if not described.exists():
        return platform.processor() or platform.machine()
    lines = (line.partition(":") for line in described.read_text().splitlines())
    fields = {key.strip(): value.strip() for key, _, value in lines}
    name = fields.get("model name", platform.machine())
    numbers = ", ".join(f"{key} {fields[key]}" for key in ("cpu family", "model") if key in fields)
    vectors = "AVX-512" if "avx512f" in fields.get("flags", "") else "AVX2" if "avx2" in fields.get("flags", "") else ""
    return ", ".join(filter(None, (name, numbers, vectors)))


def memory() -> float | None:
    """GiB of memory."""
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return None
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)


def installed(package: str) -> str:
    """The version of a package; empty where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def sentence(described: dict[str, object]) -> str:
    """The machine in a line."""
    packages = described["packages"]
    assert isinstance(packages, dict)
    versions = ", ".join(f"{name} {number}" for name, number in packages.items())
    return f"{described['processor']}; {described['cores']} cores; Python {described['python']}; {versions}"
