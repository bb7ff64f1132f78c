"""The pictures of the lesson: the network, the corner of all probabilities, plots."""
