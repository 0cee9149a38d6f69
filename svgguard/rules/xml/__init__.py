"""Text that XML does not allow."""
