"""Performance targets (绩效目标): forms, indicator rows, goals, and what came of them."""
