"""Text, whatever it means: edits and offset maps, encodings, spelling distance, repetition."""
