"""Commands that run, check and save Banyan."""
