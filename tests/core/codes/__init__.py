"""What scrubber/core/codes does, module by module."""
