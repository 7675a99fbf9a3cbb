"""A province of made-up people, for trying Banyan."""
