"""What became of entries: the trail of their changes, and what to do with two people's."""
