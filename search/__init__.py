"""Records and graph to answers: graph store, words, vectors, and the questions asked of them."""
