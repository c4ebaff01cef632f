"""The doors: signing in, invitations, and the provider of an organisation; plain documents that give the cookie."""
