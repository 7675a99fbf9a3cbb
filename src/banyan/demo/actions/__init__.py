"""What fills an empty installation with the demo's province."""

from banyan.demo.actions.fill import UnableToFill, fill

__all__ = ["UnableToFill", "fill"]
