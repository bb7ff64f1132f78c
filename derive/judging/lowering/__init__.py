"""From trees to index notation over the network of the definitions that a claim reaches."""
