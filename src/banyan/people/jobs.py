"""Work on people that is done later: rosters."""

from banyan.people.roster import jobs as rosters

__all__ = ["rosters"]
