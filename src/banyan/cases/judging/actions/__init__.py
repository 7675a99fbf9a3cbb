"""What people do in a judging."""
