"""An OpenAI-compatible endpoint on loopback that replays the answers of a corpus over real HTTP.

For the demo, and for anybody's tests: whatever client is under test gets real faulty answers, recorded streams to the
byte, errors with their status, and connections that break off.

    request ─ choice ─▶ Case ─ wire ─▶ Answer ─ server ─▶ bytes on a socket
"""

from __future__ import annotations

from svgguard.loopback.choice import Choice as Choice
from svgguard.loopback.choice import Chooser as Chooser
from svgguard.loopback.choice import Script as Script
from svgguard.loopback.server import LoopbackServer as LoopbackServer
from svgguard.loopback.wire import Answer as Answer
from svgguard.loopback.wire import Break as Break
from svgguard.loopback.wire import answer_to as answer_to
from svgguard.loopback.wire import as_json as as_json

__all__ = ["Answer", "Break", "Choice", "Chooser", "LoopbackServer", "Script", "answer_to", "as_json"]
