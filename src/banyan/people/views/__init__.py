"""Pages of organisations, persons, accounts, rules and the audit trail."""
