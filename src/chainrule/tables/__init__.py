"""Tables: a model and the encoding of a table's columns as one object, which is fitted, asked, measured and kept."""
