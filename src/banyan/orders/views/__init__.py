"""Pages of orders: those of the office, and those behind a secret address."""
