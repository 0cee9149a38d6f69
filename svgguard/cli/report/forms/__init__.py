"""The forms of report of ``check``, one file each; see `svgguard.cli.report.form`."""
