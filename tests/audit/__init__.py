"""The audit, as a program and module by module."""
