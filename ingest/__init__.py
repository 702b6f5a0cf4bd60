"""Documents to records: readers (file to blocks), tables, forms, and what they mean."""
