"""The command `kg`, also as `python -m kg`.

What it consists of is imported here, so that Ctrl+C while it starts ends it like any other time.
"""

import sys
from typing import NoReturn

_INTERRUPTED = 130  # as `kg.cli` says it, which is not there yet


def main() -> NoReturn:
    """Run `kg` with the arguments of the process, and end the process."""
    try:
        from kg.cli import main as run
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
