"""Tools as documents: one mapping a tool, in the shape that imports, exports and the shipped content share."""
