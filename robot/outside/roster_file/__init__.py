"""The roster: the Excel or CSV file that employers come from.

sheets opens the file as grids of cells, columns recognises the headers, row and files check one employer, read puts
it together, kept stores the roster without its secrets for the result workbook.
"""
