"""The SMTP relay: takes mail, has it scanned, passes it on, and keeps nothing."""
