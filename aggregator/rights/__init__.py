"""What publishers say about the use of their articles, and what follows from it.

`policy` is the one table: what was said → which uses it forbids. `decide` makes the permissions of an article of it.
`gate` applies them to what would leave; every page, list, file and mail asks it.
"""
