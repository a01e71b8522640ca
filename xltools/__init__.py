"""xltools: the paperwork of smart-manufacturing calls without a wrong number."""

__version__ = "0.1.0"
