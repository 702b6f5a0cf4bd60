"""Words and marks as printed Chinese has them: folding, numerals, codes, names, and what headings and labels mean."""
