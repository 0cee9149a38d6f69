"""The recovering reading of any text as SVG: total, lossless, linear, and without judgement.

`tokenizer` cuts the text; `tag`, `value`, `joined` and `markup` read what is broken; `pairing` decides which tag
belongs to which, `cut` where an answer broke off, `characters` what may not stand where it stands.
In a text known to be well-formed, `wellformed` finds the tags. Rules name what
they found.
"""

from svgguard.syntax.pairing import parse
from svgguard.syntax.tokenizer import Tokenizer, tokenize
from svgguard.syntax.tokens import Attribute, Kind, Token
from svgguard.syntax.tree import Element, SyntaxTree

__all__ = ["Attribute", "Element", "Kind", "SyntaxTree", "Token", "Tokenizer", "parse", "tokenize"]
