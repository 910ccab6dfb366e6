"""Workbooks that are not rosters: write makes the one that goes back to the person, export reads the portal's."""
