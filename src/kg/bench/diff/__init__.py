"""What a graph gains and loses between two versions of a project, told by entity and with its passages."""
