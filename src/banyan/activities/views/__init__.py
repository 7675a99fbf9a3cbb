"""Pages of programmes, places, activities, sign-in and calendars."""
