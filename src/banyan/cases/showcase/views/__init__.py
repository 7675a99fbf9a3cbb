"""Pages of cases: the public showcase, and the office's notices and cases."""
