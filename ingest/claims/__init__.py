"""What running text says of figures (文字陈述): sentences to claims."""
