"""Labelled conversations in which card numbers come in pieces, and what is found in them."""
