"""A call for cases: towns submit, cities recommend within their quota, the province accepts, winners are marked."""
