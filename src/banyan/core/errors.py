"""Refusals: errors whose text is written for the person who reads it."""


class RuleError(Exception):
    """A rule says no; ``str(error)`` tells the user what, where and what to do."""
