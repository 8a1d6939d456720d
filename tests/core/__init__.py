"""The detection, room by room; each file here has the name of the module it is about."""
