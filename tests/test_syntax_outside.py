"""What stands outside the root element, and what may stand only there, is found with its place and its edits."""

from __future__ import annotations

import pytest

from svgguard.syntax import parse

FINDINGS: dict[str, list[str]] = {
    "\ufeff<svg/>": [],
    "\ufeff \n<svg/>": [],
    " <svg/>": [],
    "a<svg/>": ["extra-content 0-1 text before the root element; 0-1 ''"],
    "\ufeffa<svg/>": ["extra-content 1-2 text before the root element; 1-2 ''"],
    "a <!-- b --> c<svg/>": [
        "extra-content 0-2 text before the root element; 0-2 ''",
        "extra-content 12-14 text before the root element; 12-14 ''",
    ],
    '\n<?xml version="1.0"?><svg/>': ["bad-declaration 0-1 white space before the XML declaration; 0-1 ''"],
    '\ufeff<?xml version="1.0"?><svg/>': [],
    '\ufeff\n<?xml version="1.0"?><svg/>': ["bad-declaration 1-2 white space before the XML declaration; 1-2 ''"],
    'a<?xml version="1.0"?><svg/>': [
        "extra-content 0-1 text before the root element; 0-1 ''",
        "bad-declaration 1-22 not where it may stand; 1-22 ''",
    ],
    'a <?xml version="1.0"?><svg/>': [
        "extra-content 0-2 text before the root element; 0-2 ''",
        "bad-declaration 2-23 not where it may stand; 2-23 ''",
    ],
    '<!-- a --><?xml version="1.0"?><svg/>': ["bad-declaration 10-31 not where it may stand; 10-31 ''"],
    '<!-- a -->\n<?xml version="1.0"?>\n<svg/>': ["bad-declaration 11-32 not where it may stand; 11-32 ''"],
    '\n<!-- a --><?xml version="1.0"?><svg/>': ["bad-declaration 11-32 not where it may stand; 11-32 ''"],
    '<?xml version="1.0"?><?xml version="1.0"?><svg/>': ["bad-declaration 21-42 not where it may stand; 21-42 ''"],
    '<?xml version="1.0"?>\n<?xml version="1.0"?><svg/>': ["bad-declaration 22-43 not where it may stand; 22-43 ''"],
    "<!DOCTYPE svg><svg/>": [],
    "<!DOCTYPE svg><!DOCTYPE svg><svg/>": ["bad-doctype 14-28 not where it may stand; 14-28 ''"],
    "<!DOCTYPE svg>\n<!-- a -->\n<!DOCTYPE svg><svg/>": ["bad-doctype 26-40 not where it may stand; 26-40 ''"],
    '<!DOCTYPE svg><!DOCTYPE svg "a"><svg/>': ["bad-doctype 14-32 not an XML document type; 14-32 ''"],
    '<!DOCTYPE svg><?xml version="1.0"?><svg/>': ["bad-declaration 14-35 not where it may stand; 14-35 ''"],
    "<svg><!DOCTYPE svg></svg>": ["bad-doctype 5-19 not where it may stand; 5-19 ''"],
    '<svg><?xml version="1.0"?></svg>': ["bad-declaration 5-26 not where it may stand; 5-26 ''"],
    '<svg><!DOCTYPE svg "a"></svg>': ["bad-doctype 5-23 not an XML document type; 5-23 ''"],
    "<svg><?xml version=1?></svg>": ["bad-declaration 5-22 a malformed XML declaration; 5-22 ''"],
    "<![CDATA[a]]><svg/>": ["extra-content 0-13 text before the root element; 0-13 ''"],
    "<![CDATA[]]><svg/>": ["extra-content 0-12 text before the root element; 0-12 ''"],
    "<svg/><![CDATA[a]]>": ["extra-content 6-19 content after the root element; 6-19 '' (unsafe)"],
    "<svg/>a": ["extra-content 6-7 text after the root element; 6-7 ''"],
    "<svg/> \n": [],
    "<svg/><!-- a -->": [],
    "<svg/><?a?>": [],
    "<svg></svg><g/>": ["extra-content 11-15 content after the root element; 11-15 '' (unsafe)"],
    "<svg></svg> <g/> ": ["extra-content 12-17 content after the root element; 12-17 '' (unsafe)"],
    "<svg/><g/>": [
        "stray-end-tag 0-6 <svg/> is closed before its drawing; 4-5 ''",
        "unclosed-element 0-6 <svg> is never closed; 10-10 '</svg>'",
    ],
    "<svg/></svg>": ["stray-end-tag 0-6 <svg/> is closed before its drawing; 4-5 ''"],
    "<svg/>\n</svg>\n": ["stray-end-tag 0-6 <svg/> is closed before its drawing; 4-5 ''"],
    "<svg/></g>a</svg>b": [
        "stray-end-tag 0-6 <svg/> is closed before its drawing; 4-5 ''",
        "stray-end-tag 6-10 </g> ends nothing; 6-10 ''",
        "extra-content 17-18 text after the root element; 17-18 ''",
    ],
    "<svg/>a</g>": [
        "extra-content 6-7 text after the root element; 6-7 ''",
        "stray-end-tag 7-11 </g> ends nothing; 7-11 ''",
    ],
    "<svg/><!-- a --></g>": ["stray-end-tag 16-20 </g> ends nothing; 16-20 ''"],
    "<svg/></g><!-- a -->": ["extra-content 6-20 content after the root element; 6-20 '' (unsafe)"],
    "<svg/></g><g/>": ["extra-content 6-14 content after the root element; 6-14 '' (unsafe)"],
    "<svg/><!DOCTYPE svg>": ["extra-content 6-20 content after the root element; 6-20 '' (unsafe)"],
    '<svg/><?xml version="1.0"?>': ["extra-content 6-27 content after the root element; 6-27 '' (unsafe)"],
    "<svg></svg><svg></svg>": ["extra-content 11-22 content after the root element; 11-22 '' (unsafe)"],
    "<svg><g></svg></g>": [
        "mismatched-tag 8-14 </svg> comes before </g>; 8-8 '</g>'",
        "stray-end-tag 14-18 </g> ends nothing; 14-18 ''",
    ],
    "<svg>a</svg>&amp;": ["extra-content 12-17 text after the root element; 12-17 ''"],
    "&amp;<svg/>": ["extra-content 0-5 text before the root element; 0-5 ''"],
    "<svg/>&": [
        "extra-content 6-7 text after the root element; 6-7 ''",
        "bare-ampersand 6-7 & that begins no reference; 6-7 '&amp;'",
    ],
    "a & b<svg/>": [
        "extra-content 0-5 text before the root element; 0-5 ''",
        "bare-ampersand 2-3 & that begins no reference; 2-3 '&amp;'",
    ],
    "< <svg/>": ["extra-content 0-1 text before the root element; 0-1 ''"],
    "<svg/> <": ["extra-content 7-8 text after the root element; 7-8 ''"],
    "a": ["extra-content 0-1 text before the root element; 0-1 ''"],
    "": [],
    "<!-- a -->": [],
    '<?xml version="1.0"?>': [],
    "</svg>": ["stray-end-tag 0-6 </svg> ends nothing; 0-6 ''"],
    "</g>a": ["stray-end-tag 0-4 </g> ends nothing; 0-4 ''", "extra-content 4-5 text before the root element; 4-5 ''"],
}


def said(text: str) -> list[str]:
    """Each finding in a line: shape, place, words, edits, and its grade where that is not safe."""
    lines = []
    for shape, finding in parse(text).findings:
        assert finding.repair is not None
        edits = "".join(f"; {e.start}-{e.end} {e.replacement!r}" for e in finding.repair.edits)
        grade = "" if finding.repair.safety == "safe" else f" ({finding.repair.safety})"
        lines.append(f"{shape} {finding.start}-{finding.end} {finding.message}{edits}{grade}")
    return lines


@pytest.mark.parametrize(("text", "findings"), FINDINGS.items(), ids=FINDINGS)
def test_what_stands_outside_the_root_is_found(text: str, findings: list[str]) -> None:
    assert said(text) == findings
