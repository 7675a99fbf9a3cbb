"""Who there is: the organisation tree, accounts and what each may do where."""
