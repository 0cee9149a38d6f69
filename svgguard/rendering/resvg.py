"""The default engine: resvg, through resvg_py."""

from __future__ import annotations

import threading
from collections.abc import Callable

from svgguard.rendering.engine import Drawn, Failure, FailureKind, Form, Job
from svgguard.rendering.fonts import FAMILY, MONOSPACE_FAMILY

_STACK = 64 << 20
"""Bytes of stack for one call. resvg recurses by nested element and a stack overflow ends the process: the 8 MiB of a
Linux thread last for about 300, the 1 or 2 MiB elsewhere for far fewer."""
_STACK_LOCK = threading.Lock()


class Resvg:
    """Draws with resvg, from the job's fonts alone."""

    name = "resvg"
    distribution = "resvg_py"
    uses_given_fonts = True

    def problem(self) -> Failure | None:
        """Why resvg_py cannot be imported, if so."""
        try:
            import resvg_py  # noqa: F401
        except ImportError as error:
            return Failure(self.name, f"{error}; try: pip install resvg_py", FailureKind.UNAVAILABLE)
        return None

    def draw(self, job: Job) -> Drawn | Failure:
        """A PNG of the job's size, for resvg_py gives nothing else, or resvg's complaint."""
        return self.problem() or _with_deep_stack(lambda: self._call(job))

    def _call(self, job: Job) -> Drawn | Failure:
        import resvg_py

        try:
            png = resvg_py.svg_to_bytes(
                svg_string=job.svg.decode("utf-8"),
                width=job.width,
                height=job.height,
                background=job.background,
                dpi=96,
                skip_system_fonts=True,
                font_files=[str(path) for path in job.fonts],
                font_family=FAMILY,
                serif_family=FAMILY,
                sans_serif_family=FAMILY,
                cursive_family=FAMILY,
                fantasy_family=FAMILY,
                monospace_family=MONOSPACE_FAMILY,
            )
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise  # of those that are not Exceptions only a Rust panic speaks of the document
            kind = FailureKind.COMPLAINT if isinstance(error, Exception) else FailureKind.CRASH
            return Failure(self.name, str(error) or type(error).__name__, kind)
        return Drawn(Form.PNG, bytes(png))


def _with_deep_stack(call: Callable[[], Drawn | Failure]) -> Drawn | Failure:
    """The outcome of `call`, made on a thread with `_STACK` bytes of stack."""
    outcomes: list[Drawn | Failure] = []
    # Daemonic, so that a long drawing cannot keep an interrupted program alive.
    thread = threading.Thread(target=lambda: outcomes.append(call()), name="svgguard-resvg", daemon=True)
    with _STACK_LOCK:
        before = threading.stack_size(_STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    return outcomes[0]
