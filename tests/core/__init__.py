"""The detection, module by module; each file here has the name of the module it is about."""
