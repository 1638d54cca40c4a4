"""What makes a segment: rules, lineage, projection, names."""
