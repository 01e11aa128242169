"""One module per output format of `kg check`: a `Report` in, text out, nothing else touched."""
