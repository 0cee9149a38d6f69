"""The reference: what Chromium draws of a document as it is, none of our code between them."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

_MOVES = ("animat", "<set")
_ENDS = 1.5
"""Seconds after which what moves is looked at."""


def browser() -> str | None:
    """The path of a Chromium on this machine; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


class Reference:
    """A browser that draws, and remembers in a folder what it drew."""

    def __init__(self, page: Page, kept: Path) -> None:
        self._page = page
        self._kept = kept

    def picture(self, text: str, width: int, height: int) -> Image.Image:
        """The picture of a document on white."""
        key = hashlib.sha256(f"{width} {height} {text}".encode()).hexdigest()[:24]
        file = self._kept / f"{key}.png"
        if not file.exists():
            file.write_bytes(self._drawn(text, width, height))
        return Image.open(io.BytesIO(file.read_bytes())).convert("RGB")

    def _drawn(self, text: str, width: int, height: int) -> bytes:
        self._page.set_viewport_size({"width": width, "height": height})
        data = base64.b64encode(text.encode()).decode()
        image = f'<img src="data:image/svg+xml;base64,{data}" style="display:block;width:{width}px;height:{height}px">'
        self._page.set_content(f'<body style="margin:0;background:white">{image}')
        if any(sign in text for sign in _MOVES):
            time.sleep(_ENDS)
        return self._page.screenshot()


@contextmanager
def opened(executable: str, kept: Path) -> Iterator[Reference]:
    """The reference while its browser runs."""
    kept.mkdir(parents=True, exist_ok=True)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    switches = ["--disable-gpu", "--force-color-profile=srgb", *(["--no-sandbox"] if root else [])]
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=executable, args=switches)
        yield Reference(chromium.new_page(java_script_enabled=False), kept)
        chromium.close()
