"""``python -m svgguard`` is the command line."""

from svgguard.cli import main

if __name__ == "__main__":  # worker processes import this module again under another name
    main()
