"""What a mail tells the memory of conversations: pieces of numbers, questions, orders."""
