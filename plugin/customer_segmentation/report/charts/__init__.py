"""One module per chart or table of the report: its query, its figure and its sentence."""
