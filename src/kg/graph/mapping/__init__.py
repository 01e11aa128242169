"""From records to triples with a place each: who is who, evidence, properties, authority, inheritance."""
