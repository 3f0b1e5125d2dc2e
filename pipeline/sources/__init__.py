"""What a corpus is read from: WARC and jsonl."""
