"""The work behind ``check``: from an input to what became of it, cached, shared among processes, told in order."""
