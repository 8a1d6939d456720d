"""The IMAP daemon, against a real Dovecot and against servers with their own ways."""
