"""What a network is: axes, tensors, and the ordered definitions from input to scalar loss."""
