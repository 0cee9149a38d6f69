"""Files that hold SVGs: each is repaired at its place, as its host writes it, and the host stays byte for byte."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from command_line import Run

import svgguard
from svgguard.extraction.hosts import Host, embedded, host_of
from svgguard.text import edits
from svgguard.types import Policy, Safety

NS = 'xmlns="http://www.w3.org/2000/svg"'
BROKEN = (
    f'<svg {NS} viewBox="0 0 90 90"><rect x=1 width="3" height="3" fill="red"/><text y="50">a & \'b\' ü</text></svg>'
)
REPAIRED = BROKEN.replace("x=1", 'x="1"').replace(" & ", " &amp; ")
BARE, BARE_REPAIRED = (text.replace(f" {NS}", "") for text in (BROKEN, REPAIRED))


def string(text: str, quote: str = '"') -> str:
    return quote + text.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote


WRITTEN = {
    "a.md": (BROKEN, REPAIRED),
    "a.txt": (BROKEN, REPAIRED),
    "a.html": (BARE, BARE_REPAIRED),
    "a.xhtml": (BROKEN, REPAIRED),
    "a.jsx": (BARE, BARE_REPAIRED),
    "a.py": (string(BROKEN), string(REPAIRED)),
    "b.py": (string(BROKEN, "'"), string(REPAIRED, "'")),
    "c.py": (f'"""{BROKEN}"""', f'"""{REPAIRED}"""'),
    "d.py": (f"r'''{BROKEN} '''", f"r'''{REPAIRED} '''"),
    "a.json": (json.dumps(BROKEN), json.dumps(REPAIRED)),
    "b.json": (json.dumps(BROKEN, ensure_ascii=False), json.dumps(REPAIRED, ensure_ascii=False)),
}
AROUND = {
    ".md": "# A & B <c>\r\n\r\n```svg\n{}\n```\n\nprose `<svg>` & <p>\n\n{}\n",
    ".txt": "a note: 1 < 2 & 3\n\n{}\n\nand the end\n{}\n",
    ".html": "<!DOCTYPE html><p>x & y<br>\n{}\n<p>{}\n<script>const s = '<svg><rect x=1></svg>'</script>\n",
    ".xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><body>\n{}\n{}</body></html>",
    ".jsx": "const A = () => (\n  {}\n);\nconst B = <div>{}</div>;\n",
    ".py": "import os  # & <svg>\n\nA = {}\nB = [\n    {},\n]\n",
    ".json": '{{"a": {},\n "b": ["x & <y>", {}]}}\n',
}


@pytest.mark.parametrize("name", WRITTEN)
def test_every_svg_of_a_file_is_repaired_at_its_place(run: Run, tmp_path: Path, name: str) -> None:
    broken, repaired = WRITTEN[name]
    file = tmp_path / name
    around = AROUND[file.suffix]
    file.write_bytes(around.format(broken, broken).encode())
    done = run("check", "--fix", "--output", "json", file)
    assert file.read_bytes().decode() == around.format(repaired, repaired)
    assert done.code == 0
    assert json.loads(done.out)["summary"]["svgs"] == 2
    assert run("check", file).code == 0


def test_json_lines_keep_every_record(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    records = [{"n": n, "answer": f"Here ü:\n```svg\n{BROKEN}\n```\nDone"} for n in range(20)]
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert run("check", "--fix", file).code == 0
    read = [json.loads(line) for line in file.read_text().splitlines()]
    assert read == [{**record, "answer": str(record["answer"]).replace(BROKEN, REPAIRED)} for record in records]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("f.py", f"x = 3\na = f'<svg {NS}><rect x=1 width={{x}} height=2/></svg>'\n"),
        ("format.py", f"a = '<svg {NS}><rect x=1 width={{w}} height=2/></svg>'.format(w=3)\n"),
        ("joined.py", f"a = '<svg {NS}><rect x=1 width=3 height=2/>' + '</svg>'\n"),
        ("bytes.py", f"a = b'<svg {NS}><rect x=1 width=3 height=2/></svg>'\n"),
        ("a.jsx", "const A = <svg><rect x={3} width=3 height='3'/></svg>;\n"),
        ("a.js", f"const a = '<svg {NS}><rect x=1 width=3 height=2/></svg>';\n"),
        ("open.txt", f"<svg {NS}><rect x=1 width=3 height=2/>\n\nAnd then I went home.\n"),
    ],
)
def test_what_cannot_be_written_back_is_left_and_said(run: Run, tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    done = run("check", "--fix", "--unsafe-fixes", file)
    assert file.read_text() == text
    assert "left as it is" in done.err


@pytest.mark.parametrize("frame", ["```svg\n{}\n```\n", "Here it is:\n{}\n", "{0}\n{0}\n"])
def test_what_frames_an_svg_in_its_file_stays(run: Run, tmp_path: Path, frame: str) -> None:
    file = tmp_path / "a.svg"
    file.write_text(frame.format(BROKEN), "utf-8")
    assert run("check", "--fix", file).code == 0
    assert file.read_text("utf-8") == frame.format(REPAIRED)
    out = tmp_path / "out.svg"
    assert run("extract", file, "-o", out).code == 0
    assert out.read_text("utf-8").strip() == REPAIRED


def test_the_difference_shown_is_the_one_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"one\n\n{BROKEN}\n\ntwo\n", "utf-8")
    shown = run("check", "--diff", file)
    assert shown.code == 1
    assert f"-{BROKEN}\n+{REPAIRED}\n" in shown.out
    assert file.read_text("utf-8") == f"one\n\n{BROKEN}\n\ntwo\n"


def test_an_answer_is_read_as_one_when_asked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"Here:\n{BROKEN}\nDone\n", "utf-8")
    assert run("check", "--fix", "--answers", file).code == 0
    assert file.read_text("utf-8").strip() == REPAIRED


def test_a_string_of_python_says_the_same_with_the_repair() -> None:
    text = f"a = {BROKEN!r}\n"
    found = next(embedded(text, host_of("a.py")))
    result = svgguard.repair(found.taken(text), policy=Policy(apply=Safety.SAFE))
    new = found.rewritten(text, result.passes[len(found.taken(text).passes) :])
    written = edits.apply(text, [svgguard.Edit(found.start, found.end, new or "")])
    assert ast.literal_eval(written.partition(" = ")[2]) == REPAIRED
    assert host_of("x") is Host.TEXT


def test_an_html_page_need_not_say_what_its_parser_knows() -> None:
    page = "<p><svg viewBox='0 0 9 9'><use xlink:href='#a'/><text id='a'>&nbsp;&eacute;</text></svg>"
    found = next(embedded(page, Host.HTML))
    assert not svgguard.check(found.taken(page), policy=Policy(draw=False)).faults
