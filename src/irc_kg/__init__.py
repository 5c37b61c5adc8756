"""What is known about integrated respiratory care policy in the UK, with the source of every statement."""

__version__ = "0.1.0"
