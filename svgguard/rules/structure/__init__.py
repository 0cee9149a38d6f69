"""Elements and attributes that SVG does not have, or not there."""
