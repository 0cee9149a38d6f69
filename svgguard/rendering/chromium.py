"""The browser as an engine: Chromium, driven by Playwright. Exact by definition, slow to start, drawn only on request.

The document is shown as an image, where no script runs and nothing is fetched, in a page without JavaScript and without
a network. One browser serves a worker for all its jobs; it is started before the worker's limits are set, is held to
the time of a job by the caller alone, and ends with the worker.
"""

from __future__ import annotations

import base64
import importlib
import os
import shutil
from functools import cached_property
from typing import Any

from svgguard.rendering.engine import Drawn, Failure, FailureKind, Form, Job

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_VARIABLE = "SVGGUARD_CHROMIUM"
_SWITCHES = (
    "--disable-gpu",
    "--disable-background-networking",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_ROOT = "--no-sandbox"
"""Chromium refuses to run as root with its sandbox."""


class Chromium:
    """Draws with the Chromium of this machine."""

    name = "chromium"
    distribution = "playwright"
    uses_given_fonts = False

    def problem(self) -> Failure | None:
        """What is missing and how to get it, if anything is."""
        try:
            importlib.import_module("playwright.sync_api")
        except ImportError as error:
            hint = f"{error}; try: pip install 'svgguard[browser]'"
            return Failure(self.name, hint, FailureKind.UNAVAILABLE)
        if executable() is None:
            hint = f"no Chromium was found; apt install chromium, or name one in {_VARIABLE}"
            return Failure(self.name, hint, FailureKind.UNAVAILABLE)
        return None

    def draw(self, job: Job) -> Drawn | Failure:
        """A PNG of the job's size, or why there is none."""
        if problem := self.problem():
            return problem
        from playwright.sync_api import Error

        try:
            return Drawn(Form.PNG, self._shown(job))
        except Error as error:
            reason = error.message.splitlines()[0] if error.message else type(error).__name__
            return Failure(self.name, reason)

    def _shown(self, job: Job) -> bytes:
        page = self._page
        page.set_viewport_size({"width": job.width, "height": job.height})
        data = base64.b64encode(job.svg).decode("ascii")
        style = f"display:block;width:{job.width}px;height:{job.height}px"
        page.set_content(
            f'<body style="margin:0;background:{job.background or "transparent"}">'
            f'<img src="data:image/svg+xml;base64,{data}" style="{style}">'
        )
        png: bytes = page.screenshot(omit_background=True, animations="allow")
        return png

    @cached_property
    def _page(self) -> Any:
        """A page of a browser that is started when it is first needed."""
        from playwright.sync_api import sync_playwright

        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        driver = sync_playwright().start()
        browser = driver.chromium.launch(executable_path=executable(), args=[*_SWITCHES, *([_ROOT] if is_root else [])])
        context = browser.new_context(java_script_enabled=False, offline=True)
        return context.new_page()


def executable() -> str | None:
    """The path of this machine's Chromium: what SVGGUARD_CHROMIUM names, or the first that is found; None for none."""
    named = os.environ.get(_VARIABLE)
    return named or next((path for name in _NAMES if (path := shutil.which(name)) is not None), None)
