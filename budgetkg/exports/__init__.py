"""Exports of a selection of documents: which ones (`selection`), how they are written (`rdf`, `cube`, `fdp`), to where (`output`)."""
