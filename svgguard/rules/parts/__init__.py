"""What was asked for and is not in the drawing."""
