"""The stored model: settings, encoding, rows of the model, drift, tables."""
