"""What people fill in about judging."""
