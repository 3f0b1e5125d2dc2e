"""What a page says of itself: title, language, authors, day, licence, opt-outs."""
