"""The command ``irc-kg``, and ``python -m irc_kg`` where no script is installed."""

import gc

# Python looks for circles of objects each time so many more are there. Most commands end before any circle
# takes room, and by then have looked for them as long as they take to answer.
_OBJECTS_BETWEEN_SEARCHES = 50_000


def main() -> None:
    """Run the command line and end the process."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    from irc_kg.cli import main as run  # which makes most of the objects

    try:
        run()
    finally:
        gc.freeze()  # what is there now goes with the process, without a last search


if __name__ == "__main__":
    main()
