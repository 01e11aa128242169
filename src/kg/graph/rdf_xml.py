"""What the engine's RDF/XML can be that no parser reads."""

# How the engine writes a property whose IRI does not end in an XML name.
NO_XML_NAME = b"<oxprefix: "
NO_XML_NAME_MESSAGE = "RDF/XML cannot write a property whose IRI does not end in an XML name"
