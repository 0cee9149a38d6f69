"""Attribute values: one grammar each, as the specifications give it, and how a value that breaks it may be mended.

`grammar` says whether a value is right, in one match of a compiled pattern; the other modules read a wrong one. All are
pure functions of text: no tree, no positions.
"""
