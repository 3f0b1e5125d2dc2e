"""What a person can mend: the base of every error whose message is one line that says what to do."""


class WeftError(Exception):
    """A user's mistake, or a run that must not go on. The command line prints the message alone."""
