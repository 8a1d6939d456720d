"""The IMAP daemon: mailboxes are watched, and mail with card data gives way to its masked copy."""
