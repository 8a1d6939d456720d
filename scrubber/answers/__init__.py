"""From a mail to its answer: whether there is one, what it says, and the way it takes.

The rooms of replies, orders and payments know nothing of each other; here they meet.
"""
