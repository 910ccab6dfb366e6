"""Runs visits. Knows the outside only through the promises in ports."""
