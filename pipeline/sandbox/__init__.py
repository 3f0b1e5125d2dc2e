"""Work on untrusted bytes in a child process that can be killed, under limits of memory, processor and wall time."""
