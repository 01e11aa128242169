"""How two things of the graph hang together: the shortest chains of statements, with their evidence."""

from kg.web.connections.routes import connections, connections_json

__all__ = ["connections", "connections_json"]
