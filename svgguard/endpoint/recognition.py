"""Recognition: which server stands at an address that no preset knows, found out before the first question.

At most two requests without a token, a second together at most, once for each address in a process. A forgotten
``/v1`` is found in the same way.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from urllib.parse import urlsplit

from svgguard.endpoint.detection import kind_of, parsed, plain_get, served
from svgguard.endpoint.presets import is_loopback, presets
from svgguard.endpoint.target import Target

SECONDS = 1.0
"""What finding out may take; a server that is slower is called as one that tells nothing."""

USUAL = "/v1"
"""How the path of such an address usually ends."""

_known: dict[str, Target] = {}
_lock = threading.Lock()


def recognised(whom: Target, headers: Mapping[str, str] | None = None) -> Target:
    """`whom` with the preset that its server shows itself to be, and with the end of its address where that is missing.

    A hosted API that a preset knows is not asked, nor what a caller brought as ``client=``; of a server that does not
    answer nothing is learnt.
    """
    lacking = USUAL not in urlsplit(whom.url).path and (whom.preset.name == "default" or is_loopback(whom.url))
    if not whom.url or (whom.preset.name != "default" and not lacking):
        return whom
    with _lock:
        found = _known.get(whom.url)
    if found is None:
        found = _asked(whom, headers or {}, lacking)
        if found is None:
            return whom
        with _lock:
            _known[whom.url] = found
    return replace(whom, url=found.url, address=found.address, preset=found.preset)


def _asked(whom: Target, headers: Mapping[str, str], lacking: bool) -> Target | None:
    """`whom` as its list of models shows it; None where none is to be had."""
    from svgguard.endpoint.connection import connected
    from svgguard.endpoint.exceptions import RAISED

    end = monotonic() + SECONDS
    places = [whom, replace(whom, url=whom.url + USUAL, address=whom.address + USUAL)] if lacking else [whom]
    answered = False
    for place in places:
        left = end - monotonic()
        if left <= 0:
            break
        try:
            with connected(place) as client:
                answer = client.get("/models", **plain_get(headers, left))
        except RAISED as error:
            answered = answered or hasattr(error, "status_code")
            continue
        answered, listing = True, parsed(answer)
        kind = kind_of(listing, answer.headers.get("server", ""))
        if served(listing) or kind is not None:
            preset = presets()[kind] if kind is not None and whom.preset.name == "default" else whom.preset
            return replace(place, preset=preset)
    return whom if answered else None
