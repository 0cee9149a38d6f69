"""What a document at each limit costs: processor time and memory, each in a process of its own.

    python benchmarks/limits.py

Each row is the dearest document of its kind that a limit lets through, and one just over it, which must cost next to
nothing. `Limits` in `svgguard/types.py` is chosen so that no row takes more than two seconds or 300 MB; exits with 1
when one does. The table in docs/limits.md is this one.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

from svgguard import Limits, repair

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
RECT = '<rect width="9" height="9"/>'
LIMITS = Limits()
SECONDS, MEGABYTES = 2.0, 300


def _of(before: str, piece: str, after: str, size: int) -> str:
    """A document of about `size` characters, of one piece over and over."""
    room = size - len(ROOT) - len(before) - len(after) - len("</svg>")
    return f"{ROOT}{before}{piece * (room // len(piece))}{after}</svg>"


def _characters(before: str, piece: str, after: str = "") -> Callable[[int], str]:
    return lambda over: _of(before, piece, after, LIMITS.characters + over * LIMITS.characters)


def _elements(*pieces: str, before: str = "") -> Callable[[int], str]:
    def built(over: int) -> str:
        elements = LIMITS.elements - 2 + over * LIMITS.elements
        return f"{ROOT}{before}{''.join(pieces[n % len(pieces)] for n in range(elements))}</svg>"

    return built


def _faults(piece: str) -> Callable[[int], str]:
    return lambda over: f"{ROOT}{RECT}{piece * (LIMITS.faults + over * LIMITS.elements // 2)}</svg>"


def _value(before: str, piece: str, after: str) -> Callable[[int], str]:
    return lambda over: _of(before, piece, after, (1 + over) * LIMITS.value)


def _broken(piece: str) -> Callable[[int], str]:
    """The most of a broken piece that the limits for characters and for markup allow."""
    marks = piece.count("<") + piece.count("&")
    size = min(LIMITS.broken, len(piece) * (LIMITS.markup - 5) // marks) if marks else LIMITS.broken
    return lambda over: _of(RECT, piece, "</b>", (1 + over) * size)


def _crowded(attributes: int) -> str:
    """An empty group with that many attributes."""
    return f"<g {' '.join(f'a{n}={chr(34) * 2}' for n in range(attributes))}/>"


ROWS: dict[str, Callable[[int], str]] = {
    "characters: path data": _characters('<path d="M0 0', " L10 20", '"/>'),
    "characters: path data without a space": _characters('<path d="M0 0', "h1", '"/>'),
    "characters: points": _characters('<polyline points="', "1 2 ", '"/>'),
    "characters: a style attribute": _characters('<rect width="9" height="9" style="', "fill:red;", '"/>'),
    "characters: a style sheet": _characters("<style>", ".a{fill:red}", f"</style>{RECT}"),
    "characters: dashes": _characters('<path d="M0 0h9" stroke="red" stroke-dasharray="', "1 ", '"/>'),
    "characters: words": _characters('<text y="9">', "word ", "</text>"),
    "characters: transforms": _characters(f'{RECT}<g transform="', "rotate(1)", '"/>'),
    "embedded: an image": lambda over: _of(
        f'{RECT}<image width="9" height="9" href="data:image/png;base64,', "AAAA", '"/>', LIMITS.largest * (1 + over)
    ),
    "elements: empty groups": _elements("<g/>", before=RECT),
    "elements: rectangles": _elements(RECT),
    "elements: paths": _elements('<path d="M1 2C1 2 3 4 5 6"/>'),
    "elements: uses": _elements('<use href="#a"/>', before='<rect id="a" width="9" height="9"/>'),
    "elements: texts": _elements('<text y="9">hi</text>'),
    "elements: 200 deep": lambda over: (
        f"{ROOT}{('<g>' * (LIMITS.depth - 2 + over) + RECT + '</g>' * (LIMITS.depth - 2 + over)) * 240}</svg>"
    ),
    "attributes: of every element": lambda over: f"{ROOT}{RECT}{_crowded(LIMITS.attributes + over) * 240}</svg>",
    "faults: misspelt attributes": _faults('<rect widht="9" height="9"/>'),
    "faults: misspelt elements": _faults("<blob/>"),
    "faults: colours": _faults('<rect width="9" height="9" fill="rde"/>'),
    "faults: path data": _faults('<path stroke="red" d="M0 0h9 X"/>'),
    "faults: one id": _faults('<g id="a"/>'),
    "faults: references": _faults('<use href="#b"/>'),
    "faults: properties": _faults('<rect width="9" height="9" style="fil:red"/>'),
    "value: path data": _value(f'{RECT}<path d="M0 0', " L10 20 X", '"/>'),
    "value: points": _value(f'{RECT}<polyline points="', "10,a ", '"/>'),
    "value: a transform": _value(f'{RECT}<g transform="', "rotat(1)", '"/>'),
    "broken: values without quotes": _broken("<g a=1/>"),
    "broken: tags without an end": _broken("<g "),
    "broken: elements without an end": _broken("<g>"),
    "broken: end tags": _broken("</g>"),
    "broken: ampersands": _broken("&"),
    "broken: double quotes": _broken('"'),
    "broken: words": _broken("word "),
    "broken: attributes given twice": _broken('<rect x="1" y="2" x="3"/>'),
    "broken: quotes": _broken('<g a=""b"/>'),
}
"""A limit and a kind of document; 0 gives one within the limit, 1 one of twice its size."""


def measure(kind: str, over: int) -> None:
    """Print the seconds and megabytes that a repair of one row takes, and what came of it."""
    text = ROWS[kind](over)
    # What is loaded on first use is no document's cost.
    repair(f"{ROOT}<g a=1></svg>")
    begin = time.process_time()
    result = repair(text)
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 2**20)
    codes = " ".join(sorted({fault.code for fault in result.faults})[:4])
    print(len(text), f"{seconds:.2f}", peak, f"{result.status} {codes}".strip(), sep="\t")


def main() -> int:
    """Print the table; 1 when a row costs more than it may."""
    print("| limit: kind | characters | seconds | MB | becomes | over it: seconds | becomes |")
    print("|---|---|---|---|---|---|---|")
    dear = False
    for kind in ROWS:
        rows = []
        for over in (0, 1):
            command = [sys.executable, __file__, kind, str(over)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
            rows.append(done.stdout.strip().split("\t"))
        (size, seconds, peak, status), (_, beyond, memory, refused) = rows
        dear |= max(float(seconds), float(beyond)) > SECONDS or max(int(peak), int(memory)) > MEGABYTES
        print(f"| {kind} | {int(size):,} | {seconds} | {peak} | {status} | {beyond} | {refused} |", flush=True)
    return 1 if dear else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(main())
