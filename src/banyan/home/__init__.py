"""Pages across programmes: the public front and the office's desk."""
