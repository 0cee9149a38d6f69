"""Namespaces that are missing or wrong."""
