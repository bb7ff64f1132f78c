"""What is made of second derivatives: Gauss–Newton, Fisher, bounds, definiteness, products."""
