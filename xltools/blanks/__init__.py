"""Blank attachments rendered from a pack: the form and its checks have one source."""
