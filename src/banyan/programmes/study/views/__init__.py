"""Pages of study at sea."""
