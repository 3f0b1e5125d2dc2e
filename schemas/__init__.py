"""What the data is: documents, media, tables, recipe, shard layout. Imports no other room."""
