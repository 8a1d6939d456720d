"""What scrubber/core/cards does, module by module."""
