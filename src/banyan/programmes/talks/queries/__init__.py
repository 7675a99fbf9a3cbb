"""What pages read of talks."""
