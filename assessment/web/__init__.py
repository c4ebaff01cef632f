"""The pages: thin, bilingual, and always a mirror of the database."""
