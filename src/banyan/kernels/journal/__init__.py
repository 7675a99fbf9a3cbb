"""Study records that survive months at sea: events, signed batches in chains, acknowledgements, receipts, and what they credit."""
