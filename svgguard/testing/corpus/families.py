"""`family`: the folder of a corpus in which a case is filed."""

from __future__ import annotations

from collections.abc import Collection

from svgguard.rules import all_rules
from svgguard.types import Severity

CLEAN = "clean"
"""The folder of the cases in which nothing is wrong."""
FAMILIES = {
    "E": "endpoint",
    "R": "reply",
    "X": "xml",
    "N": "namespaces",
    "S": "structure",
    "V": "values",
    "L": "links",
    "D": "drawing",
    "P": "parts",
    "U": "untrusted",
}
"""The folder for each letter of codes, in the order in which an answer is looked at."""


def family(codes: Collection[str]) -> str:
    """The family of the first thing that is wrong, since what comes later may only follow from it.

    What is a mere info, such as a Markdown fence, gives the folder only where nothing graver is found.
    """
    graver = [code for code in codes if all_rules()[code].severity is not Severity.INFO]
    letters = {code[0] for code in graver or codes}
    return next((folder for letter, folder in FAMILIES.items() if letter in letters), CLEAN)
