"""Answers to senders: whether, what, and how they leave."""
