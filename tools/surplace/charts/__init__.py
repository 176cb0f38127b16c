"""Charts of the course: the data with a citation a row, and one drawing for each.

``data`` reads and checks ``course/data/*.csv``; ``draw`` makes the SVG with Matplotlib, which is loaded only then.
"""
