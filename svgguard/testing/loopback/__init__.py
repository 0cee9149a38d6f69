"""An OpenAI-compatible endpoint on loopback that replays the answers of a corpus over real HTTP.

For the demo, and for anybody's tests: whatever client is under test gets real faulty answers, recorded streams to the
byte, errors with their status, and connections that break off.

    request ─ choice ─▶ Case ─ wire ─▶ Answer ─ server ─▶ bytes on a socket
"""

from __future__ import annotations

from svgguard.testing.loopback.choice import Choice as Choice
from svgguard.testing.loopback.choice import Chooser as Chooser
from svgguard.testing.loopback.choice import Script as Script
from svgguard.testing.loopback.server import LoopbackServer as LoopbackServer
from svgguard.testing.loopback.wire import Answer as Answer
from svgguard.testing.loopback.wire import Break as Break
from svgguard.testing.loopback.wire import answer_to as answer_to
from svgguard.testing.loopback.wire import as_json as as_json

__all__ = ["Answer", "Break", "Choice", "Chooser", "LoopbackServer", "Script", "answer_to", "as_json"]
