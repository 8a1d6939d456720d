"""The store: what is remembered of mail, in SQLite and in PostgreSQL."""
