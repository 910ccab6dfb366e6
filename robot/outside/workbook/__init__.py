"""Workbooks that are not rosters: result writes the one that goes back to the person, export reads the portal's."""
