"""References to elements, and the ids they need."""
