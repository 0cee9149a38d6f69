"""The limits within which a worker draws: what the caller grants a job, and what the worker's system holds it to.

Where the kernel holds a limit, it ends the worker even while an engine keeps the interpreter's lock, and even when the
caller is gone. What no kernel holds, the caller watches.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CPU_SECONDS = 1.4
"""Processor time of one drawing, up to `_FREE_PIXELS`."""
_CPU_SECONDS_PER_MEGAPIXEL = 0.5
_FREE_PIXELS = 1 << 20
_WALL_FACTOR = 4.0
"""Seconds that may pass for each of processor time: the machine has other things to do."""
MEMORY = 192 << 20
"""Bytes that one drawing may take besides its canvases."""
_BYTES_PER_PIXEL = 24
"""Six canvases."""
_WATCH_SECONDS = 0.1

KERNEL_HOLDS_MEMORY = sys.platform.startswith("linux")
"""True if the address space of a process can be limited; macOS accepts the limit and does not keep it."""
POSIX = os.name == "posix"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one drawing may take."""

    cpu: float
    """Seconds of processor time."""
    wall: float
    """Seconds that may pass."""
    memory: int
    """Bytes."""


def grant(width: int, height: int) -> Grant:
    """What a drawing of this many pixels may take; one that the caller wants large may take longer."""
    pixels = width * height
    cpu = CPU_SECONDS + _CPU_SECONDS_PER_MEGAPIXEL * max(0, pixels - _FREE_PIXELS) / 1e6
    return Grant(cpu, _WALL_FACTOR * cpu, MEMORY + _BYTES_PER_PIXEL * pixels)


def limits_in_force() -> dict[str, str]:
    """Which limits hold for a worker on this system, and who holds them.

    Keys are ``wall``, ``cpu``, ``memory`` and ``files``; the value is empty where a limit does not hold.
    """
    return {
        "wall": "the caller, and the kernel when the caller is gone" if POSIX else "the caller",
        "cpu": "the kernel" if POSIX else "",
        "memory": "the kernel" if KERNEL_HOLDS_MEMORY else "the caller, ten times a second" if POSIX else "",
        "files": "the kernel" if POSIX else "",
    }


def hold_process() -> None:
    """In a worker that has warmed up: write no file and leave no core dump from now on."""
    if not POSIX:
        return
    import resource

    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def hold(cpu: float, wall: float, memory: float, warm: int) -> None:
    """In a worker, for one job: let the kernel end this process when it takes more; `warm` is its size before."""
    if not POSIX:
        return
    import resource

    # Finer than RLIMIT_CPU, which counts whole seconds, and as deadly: nothing handles these signals.
    signal.setitimer(signal.ITIMER_PROF, cpu)
    signal.setitimer(signal.ITIMER_REAL, wall)
    if KERNEL_HOLDS_MEMORY:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (warm + int(memory), hard))


def release() -> None:
    """In a worker, after a job: what it does next is its own."""
    if POSIX:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def address_space() -> int:
    """Bytes of address space that this process has taken; 0 where no limit would be held anyway."""
    if not KERNEL_HOLDS_MEMORY:
        return 0
    import resource

    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def watch_interval() -> float | None:
    """Seconds after which the caller should look at a worker's memory; None where it need not, or cannot."""
    return _WATCH_SECONDS if POSIX and not KERNEL_HOLDS_MEMORY else None


def resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 when that cannot be told."""
    asked = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return int(asked.stdout.strip() or 0) * 1024
