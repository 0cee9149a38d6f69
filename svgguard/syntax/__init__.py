"""The recovering reading of any text as SVG: total, lossless, linear, and without judgement.

`tokenizer` cuts the text; `tag`, `value`, `joined` and `markup` read what is broken; `pairing` decides which tag
belongs to which, by what `layout` sees of the lines and `leaves` of elements that hold nothing; `cut` says where an
answer broke off, `outside` what stands around the root, `characters` what may not stand where it stands. Rules name
what they found. In a text known to be well-formed, `wellformed` finds the tags.
"""

from svgguard.syntax.pairing import parse
from svgguard.syntax.tokenizer import tokenize
from svgguard.syntax.tokens import Attribute, Token, TokenKind
from svgguard.syntax.tree import Element, SyntaxTree

__all__ = ["Attribute", "Element", "SyntaxTree", "Token", "TokenKind", "parse", "tokenize"]
