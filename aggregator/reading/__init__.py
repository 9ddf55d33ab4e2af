"""Bytes to Article: metadata and source evidence first, then the body; bytes to feed and sitemap entries."""
