"""The real programs of the tests: each starts on free loopback ports and keeps to one folder."""
