"""Tests of who wrote what, and of what belongs together."""
