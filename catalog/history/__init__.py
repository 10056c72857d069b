"""What was done to every entry, by whom and how; what it looked like then; and how to put that back."""
