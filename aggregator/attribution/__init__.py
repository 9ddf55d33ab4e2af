"""Story to verdict: evidence rules and their weighing. Decides, does no I/O."""
