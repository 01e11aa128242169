"""The goals of the design, a module each: what is measured, against what, and what bounds it."""
