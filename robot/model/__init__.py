"""What things are: frozen values, valid by construction. Imports nothing of the robot above this floor."""
