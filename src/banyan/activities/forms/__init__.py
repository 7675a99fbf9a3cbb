"""What people fill in about programmes, places, activities, weekly slots and who took part."""
