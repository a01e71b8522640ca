"""Notice packs: what a call asks for, as data."""
