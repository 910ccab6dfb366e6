"""The flow files of a portal as a checked FlowBook: load.load_book, load.shipped_flows, schema.schema_text."""
