"""What scrubber/core/numbers does, module by module."""
