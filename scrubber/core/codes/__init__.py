"""Security codes, expiry dates and one-time codes: by words, by place, and beside a card."""
