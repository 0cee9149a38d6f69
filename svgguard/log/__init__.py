"""The log: every attempt, and the failure rates counted from it. The last step of the flow.

Row ─ entry ─ writer ─▶ database (schema, migrations) ─ selection ─▶ rows · rates (grades, intervals) · export
"""

from __future__ import annotations

from svgguard.log.database import LogError as LogError
from svgguard.log.export import export as export
from svgguard.log.export import frame as frame
from svgguard.log.grades import Grade as Grade
from svgguard.log.intervals import Difference as Difference
from svgguard.log.intervals import Estimate as Estimate
from svgguard.log.rates import Rates as Rates
from svgguard.log.rates import code_rates as code_rates
from svgguard.log.rates import compared as compared
from svgguard.log.rates import stats as stats
from svgguard.log.row import JUDGE as JUDGE
from svgguard.log.row import LOCAL as LOCAL
from svgguard.log.row import PICTURELESS as PICTURELESS
from svgguard.log.row import Row as Row
from svgguard.log.run import Run as Run
from svgguard.log.selection import Selection as Selection
from svgguard.log.store import Log as Log
from svgguard.log.store import open_log as open_log
from svgguard.log.store import user_log as user_log
from svgguard.log.writer import LogWarning as LogWarning

__all__ = [
    "JUDGE",
    "LOCAL",
    "PICTURELESS",
    "Difference",
    "Estimate",
    "Grade",
    "Log",
    "LogError",
    "LogWarning",
    "Rates",
    "Row",
    "Run",
    "Selection",
    "code_rates",
    "compared",
    "export",
    "frame",
    "open_log",
    "stats",
    "user_log",
]
