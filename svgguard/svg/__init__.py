"""What SVG is, without trees: its vocabulary, and one grammar for each kind of attribute value.

Each grammar is as the specifications give it, with how a value that breaks it may be repaired.
"""
