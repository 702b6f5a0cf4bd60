"""Like targets (同类目标): texts to an index of words, concepts, vectors and classes; the questions to it, and values compared."""
