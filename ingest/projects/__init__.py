"""Projects (项目): rows of project lists, labelled lines, and what their money is for (测算明细)."""
