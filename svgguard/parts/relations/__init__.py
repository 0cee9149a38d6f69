"""What holds between two parts of a drawing: one file for each relation."""
