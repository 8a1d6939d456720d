"""Runs of digits and what arithmetic says of them; no word is looked at."""
