"""The streaming guard: watches an answer while it arrives and says when the request may end.

`scanner` finds where the SVG meant ends, `loops` what repeats (`growth` what only counts up, `patterns` what may
repeat because it draws), `guard` asks them all; `stop` holds what it says, `preview` what is there so far.
"""

from svgguard.generation.stream.guard import PlanLimits, StreamGuard
from svgguard.generation.stream.preview import drawn_so_far
from svgguard.generation.stream.stop import Progress, Stop, StopReason, estimated_saving

__all__ = ["PlanLimits", "Progress", "Stop", "StopReason", "StreamGuard", "drawn_so_far", "estimated_saving"]
