"""What is seen of the whole: blank pictures, cut drawings and texts, shapes that leave no mark."""
