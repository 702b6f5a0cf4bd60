"""budgetkg: the one place where reading, graph and search meet."""
