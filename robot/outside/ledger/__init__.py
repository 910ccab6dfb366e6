"""The ledger: what is wanted, what was seen, what was done, for ever. The only room that speaks SQL."""
