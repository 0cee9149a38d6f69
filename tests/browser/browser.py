"""Chromium as the judge: what a document runs and fetches, opened as a file and written into a page.

A loopback server hands out the documents, each in a folder of its own, and counts every other request by that folder;
scripts are counted by the debugger and by what they say on the console. Each document is clicked three times.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, ConsoleMessage

CHROMIUM = Path("/usr/bin/chromium")
"""Debian's; another is named in `SVGGUARD_CHROMIUM`."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
SIDE = 100
"""Pixels of a frame; the documents are larger, so that what is seen of them is their upper left corner."""
CLICKS = ((20, 20), (50, 50), (80, 70))
"""In each frame."""
COLUMNS, BATCH = 6, 24
FRAMES = f"<!DOCTYPE html><style>body{{margin:0;font-size:0}}iframe{{width:{SIDE}px;height:{SIDE}px;border:0}}</style>"
SETTLE = 0.3
"""Seconds after a page is loaded, and after the clicks."""
SAYS = "ran "
MODES = ("file", "inline")


@dataclass(slots=True)
class Seen:
    """What one document did."""

    scripts: int = 0
    requests: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.scripts or self.requests)


class Server:
    """Hands out documents as ``/<mode>/<name>/a/page`` and notes what else is asked for, by name."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        """What was asked for, and by whom."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            do_POST = do_GET  # noqa: N815 -- what http.server calls it

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        page = self.pages.get(handler.path)
        if page is None:
            self.asked.append((handler.path, handler.headers.get("Referer", "")))
        kind, body = page or ("text/plain", b"")
        handler.send_response(200 if page else 404)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with suppress(ConnectionError):
            handler.wfile.write(body)

    def aimed(self, text: str, mode: str, name: str) -> str:
        """A vector's text with the addresses and the script that it is to reach."""
        path = f"/{mode}/{name}/hit"
        text = text.replace("@U@", f"http://127.0.0.1:{self.port}{path}")
        return (
            text.replace("@R@", path)
            .replace("@P@", str(self.port))
            .replace("@J@", f"console.log(`{SAYS}/{mode}/{name}/`)")
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def opened(server: Server, documents: Mapping[str, str], chromium: Path) -> dict[tuple[str, str], Seen]:
    """What each document, by name, did in each mode; the server's addresses are put in."""
    jobs = [(mode, name) for name in documents for mode in MODES]
    for mode, name in jobs:
        text = server.aimed(documents[name], mode, name)
        if mode == "inline":
            text = f"<!DOCTYPE html><html><head><title>t</title></head><body style='margin:0'>{text}</body></html>"
        kind = "text/html" if mode == "inline" else "image/svg+xml"
        server.pages[f"/{mode}/{name}/a/page"] = (f"{kind}; charset=utf-8", text.encode())
    seen = {job: Seen() for job in jobs}
    for job in asyncio.run(_opened(server, jobs, chromium)):
        seen[job].scripts += 1
    for path, referrer in server.asked:
        if path != "/favicon.ico":
            # A reference that leads to the top of the server bears no name; who follows it says so.
            seen[job if (job := _job(path)) in seen else _job(urlsplit(referrer).path)].requests.append(path)
    server.asked.clear()
    return seen


def _job(path: str) -> tuple[str, str]:
    """The mode and the name of the document in whose folder a path is."""
    _, mode, name, *_ = [*path.split("/"), "", "", ""]
    return mode, name


async def _opened(server: Server, jobs: Sequence[tuple[str, str]], chromium: Path) -> list[tuple[str, str]]:
    """Opens the documents, some side by side in frames of one page; whose scripts ran, once for each."""
    from playwright.async_api import async_playwright

    ran: list[tuple[str, str]] = []

    def note(address: str) -> None:
        ran.append(_job(urlsplit(address).path))

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        for at in range(0, len(jobs), BATCH):
            batch = jobs[at : at + BATCH]
            frames = "".join(f'<iframe src="/{mode}/{name}/a/page"></iframe>' for mode, name in batch)
            server.pages["/frames"] = ("text/html", f"{FRAMES}{frames}".encode())
            context = await browser.new_context(
                viewport={"width": COLUMNS * SIDE, "height": -(-BATCH // COLUMNS) * SIDE}
            )
            try:
                await _open(context, f"http://127.0.0.1:{server.port}/frames", note)
            finally:
                await context.close()
        await browser.close()
    return ran


async def _open(context: BrowserContext, address: str, note: Callable[[str], None]) -> None:
    from playwright.async_api import Error

    page = await context.new_page()
    session = await context.new_cdp_session(page)

    def parsed(event: Mapping[str, Any]) -> None:
        own = event.get("executionContextAuxData", {}).get("isDefault")
        if own and event["url"].startswith("http"):
            note(event["url"])

    def said(message: ConsoleMessage) -> None:
        if message.text.startswith(SAYS):
            note(message.text.removeprefix(SAYS))

    session.on("Debugger.scriptParsed", parsed)
    await session.send("Debugger.enable")
    context.on("console", said)
    # A document that leads elsewhere, or waits for what is not there, is judged by what it did.
    with suppress(Error):
        await page.goto(address, wait_until="load", timeout=10_000)
        await asyncio.sleep(SETTLE)
        for number in range(BATCH):
            for x, y in CLICKS:
                await page.mouse.click(number % COLUMNS * SIDE + x, number // COLUMNS * SIDE + y)
        await asyncio.sleep(SETTLE)


def counted(seen: Mapping[tuple[str, str], Seen]) -> Counter[str]:
    """How many documents ran something, and how many fetched, by mode."""
    counts: Counter[str] = Counter()
    for (mode, _), one in seen.items():
        counts[f"{mode} scripts"] += one.scripts > 0
        counts[f"{mode} requests"] += bool(one.requests)
    return counts
