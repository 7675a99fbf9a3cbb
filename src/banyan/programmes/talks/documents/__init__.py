"""Documents of talks."""
