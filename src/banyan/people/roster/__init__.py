"""The roster in and out: read the clerk's own file, check it row by row, take it over, give it out masked."""
