"""Tables of amounts (收支表): rows by code, columns by measure, and the headline figures of a document."""
