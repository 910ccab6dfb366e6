"""The commands. Each is short: it asks assembly for the parts and the rooms for the work."""
