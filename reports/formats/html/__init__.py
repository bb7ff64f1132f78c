"""The page: one HTML file that works from disk, or a part of another page."""
