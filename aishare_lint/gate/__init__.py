"""The push gate: whether what a push would publish may leave, by everything that it carries and not only by its last state.

It refuses what would be disclosed anew, and says of what the remote has already that it is disclosed. What it cannot find out is raised as
`UserError`: then nothing of the push was taken for checked.
"""
