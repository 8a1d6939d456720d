"""What scrubber/core/language does, module by module."""
