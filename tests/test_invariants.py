"""The promises that the fuzzer holds a repair to, on what it once found; and how much is told of many faults."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from svgguard import Policy, Result, Status, check, repair

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))
from invariants import hold

SVG = '<svg xmlns="http://www.w3.org/2000/svg" '


@pytest.mark.parametrize(
    "text",
    [
        f'{SVG}viweBox="0 0 9 9"><rect width="900" height="900"/></svg>',
        f'{SVG}viweBox="0 0 9 9" viewbocks="0 0 8 8"><rect width="900" height="900"/></svg>',
        f'{SVG}box="0 0 9 9" height="9" heigth="8" hieght="7"><rect width="900" height="900"/></svg>',
        f'{SVG}><g><!-- a --><g id="b"/><!----...',
        f"{SVG}><g/><!-- and the other wheel, similarly ...--!>",
        f'{SVG}viewBox="0 0 9 9"><path d="M0 0h9"/><!-- … more feathers … -></svg>',
    ],
)
def test_what_the_fuzzer_found_holds(text: str) -> None:
    hold(text.encode())


class TestVeryManyFaults:
    def many(self, count: int, last: str = "") -> Result:
        return repair(f"{SVG}viewBox='0 0 9 9'>{'<rect width=1 height=1 />' * count}{last}</svg>")

    def test_a_thousand_are_told_of_and_the_rest_counted(self) -> None:
        result = self.many(2000)
        assert result.status is Status.REPAIRED and result.svg is not None
        assert len(result.faults) == 1000 and result.further == {"X002": 3000}
        assert Result.from_dict(result.to_dict()) == result
        assert [f.start for f in result.faults] == sorted(f.start for f in result.faults)

    def test_the_first_of_every_code_is_among_them(self) -> None:
        result = self.many(2000, '<path d="banana"/>')
        assert result.status is Status.FAULTY and any(not f.applied for f in result.faults)
        assert check(result.source, policy=Policy(draw=False)).further["X002"] == 3000 + 1

    def test_few_are_told_of_as_ever(self) -> None:
        result = self.many(500)
        assert len(result.faults) == 1000 and result.further == {}
