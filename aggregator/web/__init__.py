"""Pages, feeds out and forms over HTTP."""
