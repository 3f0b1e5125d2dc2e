"""Documents that are files with media inside: read in a child process, their media stored beside the captures."""
