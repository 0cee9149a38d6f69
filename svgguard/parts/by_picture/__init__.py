"""What of the parts can be seen: the picture drawn again without some shapes, or with nothing else."""
