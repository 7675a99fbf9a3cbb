"""Pages of the collection: calls, submissions, decisions, documents."""
