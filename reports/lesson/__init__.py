"""The lesson: the report in words, equations, tables and pictures, without a format."""
