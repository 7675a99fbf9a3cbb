"""Copied text: what resembles what, as advice."""
