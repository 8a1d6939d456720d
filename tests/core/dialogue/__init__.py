"""What scrubber/core/dialogue does, module by module."""
