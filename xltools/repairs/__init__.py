"""Repairs with consent: what can be put right in a table without changing what it says, and copies in which it is."""
