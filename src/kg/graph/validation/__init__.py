"""What the data must satisfy: shapes, whole-graph queries, names that sound alike, accepted warnings."""
