"""`/sparql`: the protocol and the form, what an answer looks like on a page, and what an editor asks for."""
