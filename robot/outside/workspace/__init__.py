"""The folder of one installation: folder names and makes what lies in it, places refuses where it may not lie, lock
keeps a second robot out.
"""
