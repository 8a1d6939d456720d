"""Words of all languages: how they are kept, heard and found near each other."""
