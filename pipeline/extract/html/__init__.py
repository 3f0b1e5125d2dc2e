"""HTML to segments: ``read`` parses, ``walk`` makes blocks of the tree, ``content`` chooses those that stay."""
