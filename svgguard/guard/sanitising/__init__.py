"""Sanitising: what a document from a stranger brings with it, and the edits that take out what a policy does not list.

`audit` walks a document and names what runs, what is fetched, and what else `data/policies.toml` does not let through.
It never decides whether its edits are made: that is the guard's.
"""

from svgguard.guard.sanitising.audit import audit as audit
