"""Like targets (同类目标): texts to an index of words, concepts, known indicators, vectors, classes; questions to it, values compared."""
