"""Values of HTTP header fields, whatever a server wrote there."""

import datetime
from email.utils import parsedate_to_datetime


def http_date(value: str) -> datetime.datetime | None:
    """The moment of a date (RFC 9110, section 5.6.7), UTC where it names no zone; None for what is no date."""
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError, TypeError):  # years and zones may have any number of digits
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=datetime.UTC)


def parse_content_type(value: str) -> tuple[str, str]:
    """Media type in lower case and charset of ``text/html; charset=x``, either empty where it is missing."""
    media_type, *parameters = value.split(";")
    charset = ""
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = text.strip().strip("\"'")
    return media_type.strip().lower(), charset
