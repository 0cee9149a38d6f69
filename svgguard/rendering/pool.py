"""The pool: worker processes of one engine, started when first needed and used again for job after job.

A worker that overruns a limit, dies or is interrupted is killed, and only its own job fails; a spare stands warm to
take its place. Nothing of it outlives the caller: a worker ends when its input does.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from functools import cache

from svgguard.rendering import limits
from svgguard.rendering.channel import Channel, ClosedError, OverdueError, OvergrownError
from svgguard.rendering.engine import Drawn, Failure, FailureKind, Job
from svgguard.rendering.frames import job_frame, outcome_in

_START_SECONDS = 60.0
"""How long a worker may take to warm up on a busy machine."""
_LAST_SECONDS = 1.0
"""How long a worker whose pipe is closed may take to end."""
_JOBS = 500
"""Jobs after which a worker is replaced, for engines may leak."""
_MOST = 4
"""Workers that draw at one time, however many processors there are."""
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from svgguard.rendering.worker import main; main(sys.argv[2])"
)
_SIGNALS = {
    "SIGPROF": (FailureKind.TIMEOUT, "took more than {cpu:.2g} s of processor time"),
    "SIGALRM": (FailureKind.TIMEOUT, "took more than {wall:.2g} s"),
}


class Worker:
    """One process, warm or warming up."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._ready = False
        self.jobs = 0
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        path = [entry or os.getcwd() for entry in sys.path]  # noqa: PTH109 - an entry of sys.path is text
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-I", *(["-B"] * sys.dont_write_bytecode), "-c", _START, json.dumps(path), engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # One heap for all threads, or each would reserve 64 MiB of the address space that is limited.
            env={**environment, "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._channel = Channel(self._process)

    def draw(self, job: Job) -> Drawn | Failure:
        """The outcome of a job; after a final failure the worker is no more."""
        granted = limits.grant(job.width, job.height)
        wall = granted.wall if job.seconds is None else job.seconds
        try:
            if not self._ready:
                self._channel.receive(time.monotonic() + _START_SECONDS)
                self._ready = True
            self.jobs += 1
            # A second later than here, for when there is no one here any more.
            self._channel.send(
                job_frame(job, cpu=granted.cpu, wall=wall + 1, memory=granted.memory),
                deadline := time.monotonic() + wall,
            )
            outcome = outcome_in(*self._channel.receive(deadline, granted.memory), self._engine)
        except (ClosedError, KeyError, ValueError):
            return self._epitaph(granted)
        except OverdueError:
            self.kill()
            kind = FailureKind.TIMEOUT if self._ready else FailureKind.UNAVAILABLE
            return Failure(self._engine, f"took more than {wall if self._ready else _START_SECONDS:.2g} s", kind)
        except OvergrownError:
            self.kill()
            return Failure(self._engine, f"took more than {granted.memory >> 20} MiB", FailureKind.MEMORY)
        except BaseException:
            # Whatever interrupted this left an answer unread.
            self.kill()
            raise
        if isinstance(outcome, Failure) and outcome.final:
            self.kill()
        return outcome

    def _epitaph(self, granted: limits.Grant) -> Failure:
        """Why the process ended, or had to be for what it sent."""
        try:
            code = self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        self.kill()
        if not self._ready:
            reason = f"its worker process could not be started (exit code {code})"
            return Failure(self._engine, reason, FailureKind.UNAVAILABLE)
        name = _signal_name(code)
        kind, reason = _SIGNALS.get(name, (FailureKind.CRASH, f"ended its process ({name or f'exit code {code}'})"))
        return Failure(self._engine, reason.format(cpu=granted.cpu, wall=granted.wall), kind)

    @property
    def alive(self) -> bool:
        """True if it can be given a job."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def forget(self) -> None:
        """In a fork of the caller: let go of a process that is the caller's, not ours."""
        self._channel.close()
        self._process.returncode = 0


def _signal_name(code: int | None) -> str:
    import signal

    try:
        return signal.Signals(-(code or 0)).name
    except ValueError:
        return ""


class Pool:
    """The workers of one engine. Safe to be used from several threads."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._free = threading.Condition()
        self._most = min(_MOST, os.cpu_count() or 1)
        self._served = False

    def draw(self, job: Job) -> Drawn | Failure:
        """The outcome of a job."""
        worker = self._take()
        try:
            return worker.draw(job)
        finally:
            self._give_back(worker)

    def _take(self) -> Worker:
        with self._free:
            self._free.wait_for(lambda: len(self._busy) < self._most)
            while self._idle and not self._idle[-1].alive:
                self._idle.pop().kill()
            # The one used last is the one whose memory is still in the caches.
            worker = self._idle.pop() if self._idle else Worker(self._engine)
            self._busy.add(worker)
            if self._served and not self._idle:
                self._idle.append(Worker(self._engine))
            return worker

    def _give_back(self, worker: Worker) -> None:
        with self._free:
            self._served = True
            self._busy.discard(worker)
            if worker.alive and worker.jobs < _JOBS:
                self._idle.append(worker)
            else:
                worker.kill()
            self._free.notify()

    def close(self) -> None:
        """End every worker."""
        for worker in self._all():
            worker.kill()

    def forget(self) -> None:
        """In a fork of the caller: let go of every worker."""
        for worker in self._all():
            worker.forget()

    def _all(self) -> list[Worker]:
        workers = [*self._idle, *self._busy]
        self._idle.clear()
        self._busy.clear()
        return workers


_POOLS: list[Pool] = []


@cache
def pool(engine: str) -> Pool:
    """The workers of the engine of this name, of which there are none until one is needed."""
    made = Pool(engine)
    _POOLS.append(made)
    return made


def _close() -> None:
    for one in _POOLS:
        one.close()


def _forget() -> None:
    for one in _POOLS:
        one.forget()
    _POOLS.clear()
    pool.cache_clear()


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
