"""`python -m timeline` is the same command."""

from timeline.cli import main

main()
