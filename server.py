"""Check, build and serve the project in this folder; takes the options of `kg serve`."""

import sys
from pathlib import Path

from kg.cli import main

if __name__ == "__main__":
    main(["serve", str(Path(__file__).parent), *sys.argv[1:]])
