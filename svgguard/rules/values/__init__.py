"""Attribute values that break their grammar."""
