"""What schemathesis has to be taught: a query travels as it is, in UTF-8."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/sparql-query")
def sparql_query(context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
