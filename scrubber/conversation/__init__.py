"""Pieces of card numbers over several mails: who wrote them, and which belong together.

Pure: values in, values out.  No digit of a card comes here.
"""
