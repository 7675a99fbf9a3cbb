"""What is printed of study at sea: slips, the quarter's report, the record of a learner."""
