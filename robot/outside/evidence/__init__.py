"""The files that prove a visit.

layout owns every path, room opens a visit's folder, visit fills it, unpacked looks into archives, verify proves a
folder to anyone, retention deletes what is old.
"""
