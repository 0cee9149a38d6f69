"""What an endpoint did wrong."""
