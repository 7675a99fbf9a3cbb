"""What people fill in about talks."""
