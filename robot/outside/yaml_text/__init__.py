"""YAML with positions and Spanish mistakes: the one room that flow_files and settings share."""
