"""The tests of scrubber."""
