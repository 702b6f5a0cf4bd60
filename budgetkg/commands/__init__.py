"""One module a command. They import only click; what a command needs is imported when it runs."""
