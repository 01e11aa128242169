"""Reading what a curator wrote: files with marks, records, evidence, dates, names.

Nothing here knows the ontology; `kg.graph` gives the keys their meaning.
"""
