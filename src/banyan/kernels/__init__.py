"""The hard parts as plain Python: no Django, no files, no clock, no chance that isn't passed in."""
