"""Paths and bytes: walking what people name, zip folders, limits, fingerprints, refusals; outputs that appear whole or not at all."""
