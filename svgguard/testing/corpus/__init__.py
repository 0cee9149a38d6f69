"""A regression corpus: answers that once broke something, each kept with what must become of it.

A case is raw sibling files, because no delimited format could hold the bytes under test: the answer
(``<case>.reply.txt``, ``.reply.json`` or ``.sse``), the document it must become (``<case>.svg``), perhaps its picture
(``<case>.png``), and ``<case>.toml`` for the rest.

    files ─ loading ─▶ Case ─ verdict ─▶ Verdict ─ writing ─▶ files
"""

from __future__ import annotations

from svgguard.testing.corpus.case import Case as Case
from svgguard.testing.corpus.case import CorpusError as CorpusError
from svgguard.testing.corpus.case import FaultPlace as FaultPlace
from svgguard.testing.corpus.loading import Stray as Stray
from svgguard.testing.corpus.loading import find as find
from svgguard.testing.corpus.loading import is_case as is_case
from svgguard.testing.corpus.loading import load as load
from svgguard.testing.corpus.loading import load_case as load_case
from svgguard.testing.corpus.loading import strays as strays
from svgguard.testing.corpus.recording import AnswerForm as AnswerForm
from svgguard.testing.corpus.recording import Recording as Recording
from svgguard.testing.corpus.recording import record as record

__all__ = [
    "Case",
    "CorpusError",
    "Form",
    "Place",
    "Recording",
    "Stray",
    "find",
    "is_case",
    "load",
    "load_case",
    "record",
    "strays",
]
