"""The verbs of a week, one a file: each takes the state and earlier results, and gives its own.

READS and WRITES at the head of each file name the columns that it reads and changes, by part of the
state; a test watches the columns over some weeks and compares.
"""
