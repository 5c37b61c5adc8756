"""``python -m irc_kg``: the command line, where no script is installed."""

from irc_kg.cli import main

if __name__ == "__main__":
    main()
