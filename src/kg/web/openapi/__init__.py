"""`/openapi.json`: the routes for programs, described from the tables that the routes themselves use."""
