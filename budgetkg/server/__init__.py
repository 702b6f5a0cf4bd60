"""The web server: pages, SPARQL 1.1 Protocol, Graph Store Protocol, REST API. One process, nothing fetched from elsewhere.

app.py                    puts the parts together
served.py                 the build being served, reopened when a new one takes its place
query_workers.py          processes that answer queries of strangers, and may be killed
sparql_protocol.py        /sparql
graph_store_protocol.py   /graphs
api.py, api_tables.py     /api: what has evidence; whole tables and graphs
exporting.py              files of everything that a filter chooses
security.py               tokens, headers
pages/                    what people see
"""
