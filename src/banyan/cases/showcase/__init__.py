"""Good practice collected, checked, shown and spread."""
