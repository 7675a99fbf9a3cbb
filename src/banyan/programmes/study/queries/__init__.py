"""What pages and commands read of study at sea."""
