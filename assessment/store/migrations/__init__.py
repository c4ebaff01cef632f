"""Steps from one schema to the next, applied by ``assessment.store.migrating``.

A step is written by hand, is never changed once released, and leaves existing data readable. SQLite rebuilds a
table to change it (batch mode) and loses its triggers on the way: a step that rebuilds ``answer_log`` or ``results``
creates their triggers again; a test of the store fails otherwise.
"""
