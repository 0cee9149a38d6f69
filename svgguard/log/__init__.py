"""The log: one row per attempt, and the failure rates read from it. The last step of the flow."""

from __future__ import annotations

from svgguard.log.database import LogError as LogError
from svgguard.log.row import LOCAL as LOCAL
from svgguard.log.row import Row as Row
from svgguard.log.statistics import JUDGE as JUDGE
from svgguard.log.statistics import PICTURELESS as PICTURELESS
from svgguard.log.statistics import ModelStats as ModelStats
from svgguard.log.statistics import Omissions as Omissions
from svgguard.log.statistics import Rate as Rate
from svgguard.log.statistics import stats as stats
from svgguard.log.store import Log as Log
from svgguard.log.store import open_log as open_log
from svgguard.log.store import user_log as user_log
from svgguard.log.writer import LogWarning as LogWarning

__all__ = [
    "JUDGE",
    "LOCAL",
    "PICTURELESS",
    "Log",
    "LogError",
    "LogWarning",
    "ModelStats",
    "Omissions",
    "Rate",
    "Row",
    "open_log",
    "stats",
    "user_log",
]
