"""Answers from the mail to the payment link, through the real relay."""
