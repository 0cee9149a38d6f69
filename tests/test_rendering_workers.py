"""Drawing in worker processes: what a document does to its engine reaches nobody else, and no worker is left behind."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from loopback_server import completion, reply, serving
from pictures import RED, pixel, rect, svg

from svgguard import Blame, Status, generate
from svgguard.rendering import FailureKind, Job, limits, limits_in_force, render
from svgguard.rendering import pool as pools
from svgguard.rendering.channel import Channel, ClosedError, OverdueError
from svgguard.rendering.engine import Drawn, Failure, Form
from svgguard.rendering.frames import outcome_in, pack

posix = pytest.mark.skipif(os.name != "posix", reason="signals and forks are of POSIX")
HANG = svg('<circle r="1e30" stroke="red" stroke-dasharray="1"/>').encode()
"""CairoSVG follows its dashes for ever, and resvg panics over it; `render` refuses it for its coordinates."""
GOOD = svg(rect()).encode()


@pytest.fixture
def pool() -> Iterator[pools.Pool]:
    one = pools.Pool("cairosvg")
    yield one
    one.close()


def good(pool: pools.Pool) -> bool:
    return isinstance(pool.draw(Job(GOOD, 8, 8)), Drawn)


def outcome(pool: pools.Pool, seconds: float | None = None) -> Failure:
    failure = pool.draw(Job(HANG, 8, 8, seconds=seconds))
    assert isinstance(failure, Failure)
    return failure


def test_a_hang_ends_at_the_deadline_and_the_next_drawing_is_drawn(pool: pools.Pool) -> None:
    assert good(pool)
    failure = outcome(pool, seconds=0.2)
    assert (failure.kind, failure.reason) == (FailureKind.TIMEOUT, "took more than 0.2 s")
    assert good(pool)


@posix
def test_processor_time_is_held_by_the_kernel(pool: pools.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CPU_SECONDS", 0.1)
    monkeypatch.setattr(limits, "_WALL_FACTOR", 600)
    assert outcome(pool).reason == "took more than 0.1 s of processor time"
    assert good(pool)


@pytest.mark.skipif(not limits.KERNEL_HOLDS_MEMORY, reason="the address space is limited on Linux only")
def test_memory_is_held_by_the_kernel(pool: pools.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert good(pool)
    monkeypatch.setattr(limits, "MEMORY", 1 << 20)
    monkeypatch.setattr(limits, "_BYTES_PER_PIXEL", 0)
    failure = pool.draw(Job(GOOD, 4000, 4000))
    assert isinstance(failure, Failure) and failure.kind in (FailureKind.MEMORY, FailureKind.CRASH)
    monkeypatch.undo()
    assert good(pool)


def test_a_panic_is_a_failure_and_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    one = pools.Pool("resvg")
    failure = one.draw(Job(HANG, 8, 8))
    assert isinstance(failure, Failure) and failure.kind is FailureKind.CRASH
    assert good(one)
    one.close()
    assert capfd.readouterr() == ("", "")


@posix
def test_a_worker_that_dies_between_jobs_is_replaced(pool: pools.Pool) -> None:
    assert good(pool)
    for worker in pool._idle:
        os.kill(worker._process.pid, signal.SIGKILL)
        worker._process.wait()
    assert good(pool)


def test_workers_are_replaced_after_many_jobs(pool: pools.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "_JOBS", 2)
    seen = set()
    for _ in range(5):
        assert good(pool)
        seen |= {worker._process.pid for worker in pool._idle}
    assert len(seen) > 2


def test_an_engine_that_is_none_is_unavailable() -> None:
    nowhere = pools.Pool("crayon")
    failure = nowhere.draw(Job(GOOD, 8, 8))
    assert isinstance(failure, Failure) and failure.kind is FailureKind.UNAVAILABLE
    assert "could not be started" in failure.reason
    nowhere.close()


def test_other_threads_go_on_while_a_slow_document_is_drawn(pool: pools.Pool) -> None:
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            time.sleep(0.005)
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    outcome(pool, seconds=0.5)
    done.set()
    thread.join()
    assert ticks > 10


def test_a_hang_in_one_thread_does_not_disturb_the_others(pool: pools.Pool) -> None:
    with ThreadPoolExecutor(4) as threads:
        hung = threads.submit(outcome, pool, 0.5)
        drawn = [threads.submit(good, pool) for _ in range(12)]
        assert all(one.result() for one in drawn)
        assert hung.result().kind is FailureKind.TIMEOUT


def run(code: str, **options: str) -> subprocess.CompletedProcess[str]:
    """A program of its own, with this folder to import from."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)} | options
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120, check=False
    )


BEGIN = """
import os, sys, json
from pictures import pixel, rect, svg, RED
from svgguard.rendering import Job, pool as pools
assert pixel(svg(rect())) == RED
def pids(): return [w._process.pid for p in pools._POOLS for w in (*p._idle, *p._busy)]
"""


def gone(pid: int, seconds: float = 20) -> bool:
    """True if a process ends within some seconds."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


@posix
@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)", "raise SystemExit", "1/0"])
def test_no_worker_outlives_its_caller(end: str) -> None:
    done = run(f"{BEGIN}\nprint(json.dumps(pids()), flush=True)\n{end}")
    workers = json.loads(done.stdout)
    assert workers and all(map(gone, workers))


@posix
def test_no_busy_worker_outlives_its_caller_for_long() -> None:
    code = f"""{BEGIN}
import threading, time
threading.Thread(target=lambda: pools.pool("cairosvg").draw(Job({HANG!r}, 8, 8)), daemon=True).start()
time.sleep(1)
print(json.dumps(pids()), flush=True)
os.kill(os.getpid(), 9)
"""
    assert all(map(gone, json.loads(run(code).stdout)))


@posix
def test_ctrl_c_is_answered_at_once_and_the_pool_heals() -> None:
    code = f"""{BEGIN}
import signal, threading, time
from svgguard.rendering import limits
limits.CPU_SECONDS = 60
pixel(svg(rect()), engine="cairosvg")
sent = []
def interrupt():
    time.sleep(1); sent.append(time.monotonic()); os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
try:
    pools.pool("cairosvg").draw(Job({HANG!r}, 8, 8, seconds=60))
except KeyboardInterrupt:
    print(time.monotonic() - sent[0])
assert pixel(svg(rect()), engine="cairosvg") == RED
"""
    done = run(code)
    assert (done.returncode, done.stderr) == (0, "")
    assert float(done.stdout) < 30  # a machine may be slow; `benchmarks/hostile` says how long it takes


@posix
def test_a_fork_draws_with_workers_of_its_own() -> None:
    code = f"""{BEGIN}
before = pids()
child = os.fork()
if child == 0:
    assert not pids()
    assert pixel(svg(rect())) == RED
    assert not set(pids()) & set(before)
    os._exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
assert pixel(svg(rect())) == RED and set(before) <= set(pids())
"""
    done = run(code)
    assert (done.returncode, done.stderr) == (0, "")


def _drawn_elsewhere(_: int) -> tuple[int, ...]:
    return tuple(pixel(svg(rect())))


@pytest.mark.parametrize("method", ["spawn", *(["fork", "forkserver"] if os.name == "posix" else [])])
def test_daemonic_processes_draw(method: str) -> None:
    # A pool's processes are daemonic: they may have no children of multiprocessing's own.
    code = f"""
import multiprocessing, sys
from test_rendering_workers import _drawn_elsewhere
if __name__ == "__main__":
    with multiprocessing.get_context({method!r}).Pool(1) as pool:
        assert pool.map(_drawn_elsewhere, [1, 2]) == [(255, 0, 0, 255)] * 2
"""
    done = run(code)
    assert done.returncode == 0, done.stderr
    assert multiprocessing.get_all_start_methods()


def test_the_main_module_of_the_caller_is_not_imported_again(tmp_path: Path) -> None:
    script = tmp_path / "no_guard.py"
    script.write_text(f"{BEGIN}\nprint('once')\n", encoding="utf-8")
    done = run(f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')")
    assert (done.stdout, done.stderr) == ("once\n", "")


def test_nothing_is_started_by_importing() -> None:
    assert run("import svgguard.rendering; from svgguard.rendering import pool; print(pool._POOLS)").stdout == "[]\n"


def test_a_worker_can_send_only_what_a_frame_can_say() -> None:
    for head in ({}, {"form": "pickle"}, {"kind": "complaint"}, {"kind": "fun", "reason": ""}):
        with pytest.raises((KeyError, ValueError)):
            outcome_in(head, b"", "resvg")


@pytest.mark.parametrize("sent", [b"", b"\0\0", b"\xff" * 20, b"\0\0\0\1\0\0\0\0}", pack({"a": 1}, b"abc")[:-1]])
def test_what_is_no_frame_ends_the_worker(sent: bytes) -> None:
    code = f"import sys; sys.stdout.buffer.write({sent!r})"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        channel = Channel(process)
        with pytest.raises(ClosedError):
            channel.receive(time.monotonic() + 60)
        channel.close()


def test_a_worker_that_reads_nothing_is_overdue() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        channel = Channel(process)
        with pytest.raises(OverdueError):
            channel.send(b"x" * (4 << 20), time.monotonic() + 0.2)
        process.kill()
        channel.close()


def test_limits_in_force_says_what_holds() -> None:
    assert set(limits_in_force()) == {"wall", "cpu", "memory", "files"}
    assert limits_in_force()["wall"]
    if sys.platform == "linux":
        assert all("kernel" in holder for holder in limits_in_force().values())


def test_pixels_without_a_png() -> None:
    raster = render(svg(rect()), size=8, form=Form.RGBA)
    assert raster.image.getpixel((4, 4)) == RED and raster.png.startswith(b"\x89PNG")


def test_generate_says_that_its_answer_could_not_be_drawn(hermetic: None) -> None:
    heavy = svg('<circle r="1e30" stroke="red" stroke-dasharray="1"/>')
    with serving(reply(completion(heavy))) as server:
        result = generate("a ring", base_url=server.url, api_key="k", model="m", attempts=1)
    assert [(fault.code, fault.blame) for fault in result.faults] == [("U031", Blame.RENDERER)]
    assert result.status is Status.FAULTY
    assert result.svg == heavy
