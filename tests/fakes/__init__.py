"""Scripted peers: for what no real server does on demand."""
