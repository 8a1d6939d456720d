"""Labelled synthetic customer mail, and the measure of what the filter finds in it."""
