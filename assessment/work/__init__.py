"""Work in hand: files handed in and kept, and jobs that any process of the server does and none loses."""
