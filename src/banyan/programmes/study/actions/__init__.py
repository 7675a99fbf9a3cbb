"""What people do for study at sea: enrol and revoke devices, hand in what came, acknowledge."""
