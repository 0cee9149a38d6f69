"""What may be untrusted in a document: the names that the audit gives, each with a page in `rules/untrusted/`."""

from __future__ import annotations

from enum import StrEnum


class UntrustedFault(StrEnum):
    """What a document brings with it that may not be wanted; the value is the name of the rule."""

    SCRIPT = "script"
    EVENT_HANDLER = "event-handler"
    SCRIPT_ADDRESS = "script-address"
    EXTERNAL_REFERENCE = "external-reference"
    FOREIGN_CONTENT = "foreign-content"
    HIDDEN_MARKUP = "hidden-markup"
    DOCUMENT_TYPE = "document-type"
    PROCESSING_INSTRUCTION = "processing-instruction"
    ANIMATION = "animation"
    LINK = "link"
    EMBEDDED_DATA = "embedded-data"
    NOT_LISTED = "not-listed"
