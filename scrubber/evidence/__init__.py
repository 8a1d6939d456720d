"""What an assessor is shown of a quarter: gathered, written as plain files, and checked."""
