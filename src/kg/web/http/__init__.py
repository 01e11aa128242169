"""The HTTP server, and what every exchange carries: clients, hosts, headers, receipts, log, counts."""
