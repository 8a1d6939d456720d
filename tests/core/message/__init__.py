"""What scrubber/core/message does, module by module."""
