"""What the pages of judging read."""
