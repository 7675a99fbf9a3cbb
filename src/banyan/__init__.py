"""Banyan 榕树: runs programmes of retired members' branches, and the collection that spreads what works."""

__version__ = "0.1.0"
