"""Bytes and text in, values out: no part of this reads a file, a clock or a socket."""
