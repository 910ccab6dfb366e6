"""The workspace's settings.yaml.

fields and shape say what it may hold, read and mailboxes make values of it, secrets keeps secrets out of it,
write makes the first one.
"""
