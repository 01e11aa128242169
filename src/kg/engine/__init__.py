"""A SPARQL store elsewhere: how it is reached, pushed to and asked.

The only door to the HTTP client library.  Nothing here knows what the graph is about.
"""
