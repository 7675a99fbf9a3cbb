"""What activities print: the sheet to sign, the minutes of meetings, calendars."""
