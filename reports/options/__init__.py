"""What a user can ask for: options, a file that describes a network, and the networks they mean."""
