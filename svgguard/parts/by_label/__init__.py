"""What a document calls its things, against what was asked for; nothing is drawn for it."""
