"""How the SVG stood in the answer, and answers that hold none."""
