"""What a graph shows that does not agree or cannot be judged: findings (疑点) by rules, and scores of disclosures."""
