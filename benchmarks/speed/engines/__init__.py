"""The told report set by engines that others use: the same words, tables and charts, in the same two faces."""
