"""What tests of pairs share with those of activities: a town with its clerk, refusals in English."""

from tests.activities.conftest import clerk, in_english, stranger, town

__all__ = ["clerk", "in_english", "stranger", "town"]
