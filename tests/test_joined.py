"""Tags that run together, as when every angle bracket and every other quote went missing on the way."""

from __future__ import annotations

import pytest

import svgguard

XMLNS = 'xmlns="http://www.w3.org/2000/svg"'

JOINED = {
    f'svg {XMLNS} width="9" height=9">path d="M1 1h5" /></svg>': (
        f'<svg {XMLNS} width="9" height="9"><path d="M1 1h5" /></svg>'
    ),
    f'<svg {XMLNS} width="9 height=9"path d=M1 1h5z" fill="red" /></svg>': (
        f'<svg {XMLNS} width="9" height="9"><path d="M1 1h5z" fill="red" /></svg>'
    ),
    f'<svg {XMLNS} width="9 height="9path d=M1 1h5z" /></svg>': (
        f'<svg {XMLNS} width="9" height="9"><path d="M1 1h5z" /></svg>'
    ),
    f'<svg {XMLNS}><path d="M1 1h5" />/svg': f'<svg {XMLNS}><path d="M1 1h5" /></svg>',
    '<svg xmls="http://www.w3.org/2000/svg"><g/></svg>': f"<svg {XMLNS}><g/></svg>",
    f'<svg {XMLNS} xlink="http://www.w3.org/1999/xlink"><g id="a"/><use xlink:href="#a"/></svg>': (
        f'<svg {XMLNS} xmlns:xlink="http://www.w3.org/1999/xlink"><g id="a"/><use xlink:href="#a"/></svg>'
    ),
    f'<svgwidth="9" {XMLNS}><g/></svg>': f'<svg width="9" {XMLNS}><g/></svg>',
}

LEFT_ALONE = (
    f"<svg {XMLNS}><text>use x = 5 and line x1 = 3</text></svg>",
    f'<svg {XMLNS}><text data-code="a width = 3">x</text></svg>',
    f'<svg {XMLNS}><desc>path d="M1 1"</desc></svg>',
)


@pytest.mark.parametrize(("broken", "meant"), JOINED.items())
def test_tags_that_run_together_are_parted(broken: str, meant: str) -> None:
    svg = svgguard.repair(broken).svg or ""
    assert "".join(svg.split()) == "".join(meant.split())


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_only_looks_like_a_tag_is_left_alone(text: str) -> None:
    assert svgguard.repair(text).svg == text
