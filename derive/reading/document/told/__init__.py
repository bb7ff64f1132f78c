"""What a document tells of letters without an equation that defines them."""
