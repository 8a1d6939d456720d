"""Tests of the relay's modules; the relay as a whole is tested in tests/acceptance."""
