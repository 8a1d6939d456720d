"""Scanning in processes of their own: what breaks one costs its own message only."""
