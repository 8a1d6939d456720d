"""The bytes of a message: its parts and fields, what they say as text, and which bytes that was."""
