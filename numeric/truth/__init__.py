"""The certified truth: enclosures of loss and gradient in ball arithmetic, and certificates that others can check."""
