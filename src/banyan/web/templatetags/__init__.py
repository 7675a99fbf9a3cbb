"""Words, figures and pictures for templates."""
