"""The check of notes as a document: files, findings, a cache by content, and the formats they are written in."""
