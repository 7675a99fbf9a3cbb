"""What pages read of activities."""

from banyan.activities.queries.activities import activities_for

__all__ = ["activities_for"]
