"""Path data: reading it, and repairing what breaks its grammar."""
