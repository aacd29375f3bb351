"""The command line `dateline`. Imports all the other packages."""
