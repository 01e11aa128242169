"""`kg check --fix`: the fixes that findings carry, applied to the curation files that they are about.

A file is written only when what is read from it afterwards is what was read before, but for what was
mended; all else in it, comments and layout too, stays byte for byte.
"""

from kg.bench.fixing.files import Fixed, Left, Mended, Written, fix

__all__ = ["Fixed", "Left", "Mended", "Written", "fix"]
