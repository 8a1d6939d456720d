"""What an assessor is shown."""
