"""What a person looks at: report, viewer, the story of one page."""
