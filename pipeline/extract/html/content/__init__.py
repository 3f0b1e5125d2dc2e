"""Which of a page's blocks are its content. Knows blocks and the names of elements, never the tree."""
