"""The command line: options become settings and one call. Knows how nothing is done. One file a command."""
