"""Forms as data: what published tables are called, which columns they need and how they are laid out."""
