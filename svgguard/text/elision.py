"""Elision: whether words in a drawing say that something belongs there and was not drawn."""

from __future__ import annotations

import re

from svgguard.text.pattern import lazy_pattern

_TRAILS_OFF = lazy_pattern(r"\s*(?:\.{3}|\u2026).*|\s*\[.*(?:\.{3}|\u2026).*|.*(?:\.{3}|\u2026)[\s\])]*", re.S)
_ASKS = lazy_pattern(
    r"\s*(?:(?:add|draw|repeat|continue|insert|include)\b.*\b(?:more|similar|similarly|others?|rest|remaining|same|here|etc)\b"
    r"|(?:and )?(?:the )?(?:rest|remaining|remainder|similarly|likewise|same (?:for|as)|more|other)\b"
    r".*\b(?:here|omitted|etc|so on|follow|similar(?:ly)?)\b"
    r"|(?:similarly|likewise|same|repeat(?:ed)?) for\b"
    r"|(?:todo|fixme|placeholder)\b)"
    r"|.*\w.*\b(?:goes? here|omitted|left out|and so on|etc)\b[\s.)\]]*\Z",
    re.I | re.S,
)
_ASKS_ABROAD = (
    "省略", "同理", "以此类推", "以此類推", "其余", "其餘", "同样", "同樣", "同様", "생략", "나머지", "같은 방식",
    "остальн", "аналогичн", "и т.д", "и т. д", "и так далее",
    "el resto d", "los demás", "las demás", "de la misma forma", "de la misma manera", "así sucesivamente",
    "le reste d", "les autres ici", "ainsi de suite", "de même pour",
    "der rest", "die restlichen", "die übrigen", "das übrige", "entsprechend für", "und so weiter", "usw.",
    "o restante", "assim por diante", "il resto d", "e così via", "ve benzerleri", "devamı",
)  # fmt: skip
"""The same in Chinese, Japanese, Korean, Russian, Spanish, French, German, Portuguese, Italian and Turkish."""
_EDGE = 200
"""Characters at either end of longer words that are looked at: what is said between is no placeholder."""
_ANNOUNCES = lazy_pattern(
    r"\b(?:rest|remaining|remainder|repeat(?:ed)?|similarly|likewise|same (?:for|as)|and so on|etc|more .* here)\b",
    re.I,
)
"""Words that may as well announce what is drawn next."""
_ABROAD = lazy_pattern("|".join(map(re.escape, _ASKS_ABROAD)), re.I)


def leaves_out(words: str, *, followed: bool = True) -> bool:
    """The words trail off, ask for more, or say in one of eleven languages that the rest is as before.

    Where they are not `followed` by anything drawn, words that would announce it say so too.
    """
    if len(words) > 2 * _EDGE:
        words = words[:_EDGE] + words[-_EDGE:]
    return bool(
        (("..." in words or "\u2026" in words) and _TRAILS_OFF.fullmatch(words))
        or _ASKS.match(words)
        or _ABROAD.search(words)
        or (not followed and _ANNOUNCES.search(words))
    )
