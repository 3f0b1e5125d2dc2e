"""The example site's media, drawn from fixed seeds: each generator gives (path in the site, content)."""
