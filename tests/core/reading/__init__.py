"""What scrubber/core/reading does, module by module."""
