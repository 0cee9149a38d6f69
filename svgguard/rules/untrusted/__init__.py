"""What a document may not bring with it: scripts, addresses, and more than the limits allow."""
