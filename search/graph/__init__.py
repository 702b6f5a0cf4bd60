"""The graph of a build: stored, checked against the shapes, and asked."""
