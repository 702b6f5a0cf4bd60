"""What people see: one module a screen, drawn by the server, every state in the address.

A screen is a function `routes(served)` that gives its routes; `PAGES` lists the screens in the order of the navigation.
"""
