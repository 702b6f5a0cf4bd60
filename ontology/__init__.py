"""What the things are: records, money, code lists, IRIs, vocabulary and shapes.

Imports nothing of ours, so that `ingest` (documents to records) and `search` (records to answers)
can both rest on it.
"""
