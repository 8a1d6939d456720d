"""Masks payment card numbers and security codes in mail."""

__version__ = "0.1.0"
