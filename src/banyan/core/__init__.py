"""What every part shares and no office rule lives in: errors, audit trail, jobs, files, search."""
