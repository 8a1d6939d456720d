"""Card numbers: where one may stand, what speaks for it and against it, and which it is."""
