"""Mailboxes of every kind, read and written."""
