"""What people do with calls and submissions."""
