"""Grids to tables whose kind, columns and cells are understood, with a ledger of what became of each cell."""
