"""scrubber doctor."""
