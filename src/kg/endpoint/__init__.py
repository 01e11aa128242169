"""Queries in, whole answers out: protocol, guard, pool of worker processes, worker, description."""
