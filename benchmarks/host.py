"""On what machine does this run? Its figures, without its name or its paths."""

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parent.parent


def facts() -> dict[str, Any]:
    """Return what may make figures differ; `load` is the mean of a minute, before the run."""
    packages = ("numpy", "whoosh3", "PyStemmer", "click")
    return {
        "cpu": _line("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": f"{int(_line('/proc/meminfo', 'MemTotal').split()[0]) / 1e6:.0f} GB",
        "load": round(os.getloadavg()[0], 2),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "commit": _commit(),
        "packages": {name: metadata.version(name) for name in packages},
    }


def _line(path: str, name: str) -> str:
    lines = Path(path).read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _commit() -> str:
    """Return the commit of this project, `-dirty` where files differ from it; "" without git."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
