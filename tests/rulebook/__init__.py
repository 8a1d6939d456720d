"""Tests of the rule files and of those who read them."""
