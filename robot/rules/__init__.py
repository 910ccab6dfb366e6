"""What should happen: pure functions. No I/O, no clock, no browser."""
