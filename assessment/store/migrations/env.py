"""Runs the steps on the connection and inside the transaction of ``assessment.store.migrating``."""

from alembic import context

from assessment.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
