"""Invented submissions, made here and nowhere else, and the tour through all commands on them."""
