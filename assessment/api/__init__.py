"""The interface for other programs: the same jobs as the pages over HTTP, versioned, described by OpenAPI 3.1."""
