"""`Deviation`: the ways in which a text may deviate from XML. Each is a fault, and has its page in `svgguard.rules`."""

from __future__ import annotations

from enum import StrEnum


class Deviation(StrEnum):
    """How a text deviates from well-formed XML; the value is the name of the rule."""

    TRUNCATED = "truncated"
    UNQUOTED_VALUE = "unquoted-value"
    MISSING_QUOTE = "missing-quote"
    STRAY_QUOTE = "stray-quote"
    TYPOGRAPHIC_QUOTE = "typographic-quote"
    ESCAPED_QUOTE = "escaped-quote"
    ATTRIBUTE_WITHOUT_VALUE = "attribute-without-value"
    MISSING_EQUALS = "missing-equals"
    MISSING_SPACE = "missing-space"
    STRAY_CHARACTER = "stray-character"
    MISSING_BRACKET = "missing-bracket"
    UNCLOSED_ELEMENT = "unclosed-element"
    STRAY_END_TAG = "stray-end-tag"
    MISMATCHED_TAG = "mismatched-tag"
    BARE_AMPERSAND = "bare-ampersand"
    UNDECLARED_ENTITY = "undeclared-entity"
    BAD_CHARACTER_REFERENCE = "bad-character-reference"
    BAD_CHARACTER = "bad-character"
    BARE_LESS_THAN = "bare-less-than"
    LESS_THAN_IN_VALUE = "less-than-in-value"
    COMMENT_IN_TAG = "comment-in-tag"
    BAD_COMMENT = "bad-comment"
    UNCLOSED_COMMENT = "unclosed-comment"
    BAD_DECLARATION = "bad-declaration"
    BAD_DOCTYPE = "bad-doctype"
    EXTRA_CONTENT = "extra-content"
    UNCLOSED_CDATA = "unclosed-cdata"
    MISSING_SLASH = "missing-slash"
    BAD_INSTRUCTION = "bad-instruction"
