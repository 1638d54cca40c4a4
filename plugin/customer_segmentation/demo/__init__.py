"""Synthetic raw tables of a shop with planted segments."""
