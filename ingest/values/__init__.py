"""Target values (指标值) as printed, and the comparable clauses in them."""
