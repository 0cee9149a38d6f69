"""A coverage-guided fuzz target (atheris): whatever a model wrote, the invariants of a repair hold. See README.md."""

from __future__ import annotations

import re
import sys
from xml.parsers import expat

import atheris

with atheris.instrument_imports(include=["svgguard"]):
    import svgguard
    from svgguard.guard import check, repair
    from svgguard.rules import all_rules
    from svgguard.text.edits import replay

    # What is loaded on first use must be loaded here to be watched.
    repair("<svg><g a=1></svg>")
    all_rules()

from lxml import etree


def one_input(data: bytes) -> None:
    """Raise when a repair of `data` breaks an invariant."""
    result = repair(data)
    assert result.source.encode(result.encoding, "surrogateescape") == data, "bytes are lost"
    check(data)
    if result.svg is None:
        assert result.remaining, "rejected without a reason"
        return
    assert replay(result.source, result.passes) == result.svg, "the edits do not replay"
    etree.fromstring(result.svg.encode(), etree.XMLParser(encoding="utf-8", resolve_entities=False))
    # Expat reads names by the fourth edition of XML 1.0: it is not asked which letters a name may have.
    expat.ParserCreate("utf-8", namespace_separator="\n").Parse(re.sub("[^\x00-\x7f]", "é", result.svg), True)
    again = svgguard.repair(result.svg)
    assert again.svg == result.svg, "a second repair changes the first"
    assert not again.passes, "a second repair applies edits"


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
