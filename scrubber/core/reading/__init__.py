"""A text as its reader sees it, with the way back to its characters."""
