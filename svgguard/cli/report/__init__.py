"""From results and rates to text: pure functions, one file per form. Nothing here reads a file or prints."""
