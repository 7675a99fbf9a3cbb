"""Pairs: two people who meet for a programme, from the proposal to the closing talk."""
