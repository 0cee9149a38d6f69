"""How far our pictures are from a browser's: `python -m benchmarks.drawing`."""
