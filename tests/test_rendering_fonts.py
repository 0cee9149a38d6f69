"""Text is drawn with the fonts that come with svgguard, and what they lack is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pictures import svg

from svgguard import rendering
from svgguard.rendering import missing_glyphs, render
from svgguard.rendering.fonts import PINNED, coverage


def inked(text: str, **options: Any) -> int:
    """The number of pixels that a text colours."""
    image = render(svg(f'<text y="60" font-size="40" {options.pop("attributes", "")}>{text}</text>'), **options).image
    return sum(image.getchannel("A").histogram()[1:])


@pytest.mark.parametrize("family", ["serif", "sans-serif", "cursive", "fantasy", "Arial", "Comic Sans MS, cursive", ""])
def test_every_family_is_drawn_with_the_pinned_font(family: str) -> None:
    def picture(attributes: str) -> bytes:
        return render(svg(f'<text y="60" font-size="40" {attributes}>Wim</text>')).png

    assert picture(f'font-family="{family}"') == picture('font-family="DejaVu Sans"') == picture("")
    assert picture('font-family="monospace"') != picture("")
    assert inked("Wim", attributes='font-weight="bold"') > inked("Wim")


def test_missing_glyphs_are_reported() -> None:
    text = svg(
        "<title>標題</title><desc>描述</desc><text>\u200dAé <tspan>Ж日</tspan>本<title>語</title>"
        "&#x1F984;\ufe0f</text><text>日</text>"
    )
    assert missing_glyphs(text) == "日本🦄"
    assert render(text).warnings == ("no font at hand has 日 (U+65E5), 本 (U+672C), 🦄 (U+1F984)",)
    assert missing_glyphs(svg("<text>Ωmega → ✓ ½ 😀</text>")) == ""


def test_many_missing_glyphs_are_counted() -> None:
    assert "and 10 more" in render(svg(f"<text>{''.join(map(chr, range(0x4E00, 0x4E14)))}</text>")).warnings[0]


def test_cairosvg_says_that_it_uses_the_fonts_of_the_machine() -> None:
    assert "fonts of this machine" in render(svg("<text>a</text>"), engine="cairosvg").warnings[0]


def test_fonts_given_by_the_caller_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering.font_files, "PINNED", PINNED[2:])
    character = min(c for c in coverage(PINNED[0]) - coverage(PINNED[2]) if c > 0x4D0)
    text = svg(f"<text y='60' font-size='40'>{chr(character)}</text>")
    assert missing_glyphs(text) == chr(character)
    assert missing_glyphs(text, fonts=[PINNED[0]]) == ""
    assert render(text, fonts=[str(PINNED[0])]).png != render(text).png


def test_what_is_no_font_is_the_callers_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"no font")
    (tmp_path / "b.ttf").write_bytes(PINNED[0].read_bytes()[:2000])
    for name in ("a.ttf", "b.ttf"):
        with pytest.raises(ValueError, match="not a TrueType"):
            render(svg(), fonts=[tmp_path / name])
    with pytest.raises(OSError, match="missing"):
        render(svg(), fonts=[tmp_path / "missing.ttf"])


def test_coverage_agrees_with_the_font_engine() -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(str(PINNED[0]), 20)
    absent = bytes(font.getmask("\uffff"))
    for code in (*range(0x21, 0x7F), *range(0x400, 0x460), 0x65E5, 0x1F600, 0x1F984, 0x1D538, 0x10FFFD):
        assert (code in coverage(PINNED[0])) == (bytes(font.getmask(chr(code))) != absent), hex(code)


def test_the_licence_of_the_fonts_is_in_the_notice() -> None:
    notice = (Path(__file__).parent.parent / "NOTICE").read_text(encoding="utf-8")
    assert all(path.is_file() and path.name in notice for path in PINNED)
    assert "Bitstream" in notice
