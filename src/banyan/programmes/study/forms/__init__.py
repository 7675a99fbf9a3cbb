"""What people fill in about study at sea."""
