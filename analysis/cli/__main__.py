"""``python -m analysis.cli``: the command line without an installed entry point."""

from analysis.cli import main

if __name__ == "__main__":
    main()
