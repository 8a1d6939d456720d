"""What card data lies in mailboxes already: read all mail, join, report, and mask on demand."""
