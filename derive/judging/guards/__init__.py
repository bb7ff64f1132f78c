"""What keeps a claim from being refuted: letters that may mean something else, conditions in sight."""
