"""What people and programs read afterwards: status and plan records, the rows of the result workbook."""
