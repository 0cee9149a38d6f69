"""CSS as browsers read it: one value or one condition in, what it comes to out. No trees, no selectors, no order.

Tokens are tinycss2's. Everything is bounded, since a value may stand for any number of others.
"""
