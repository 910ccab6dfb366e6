"""The robot killed, cut off and frozen at aimed points, and what the portal knows of it afterwards."""
