"""What takes how long, measured against what everybody knows."""
