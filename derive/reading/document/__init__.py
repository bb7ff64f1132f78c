"""What a document says: its letters, definitions, scopes, shapes and conventions."""
