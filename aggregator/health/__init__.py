"""Rules that judge sources and the installation by what crawls measured. No I/O.

`sources.judge_source` and `installation.judge_installation` return findings: what was measured, in words, and what a
person can do. Nothing is said that was not measured.
"""
