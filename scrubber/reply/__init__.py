"""Answers to senders: whether to write one, what it says, and that it leaves at most once."""
