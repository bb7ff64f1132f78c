"""What scripts, brackets and products mean, told by how a letter is used in the whole document."""
