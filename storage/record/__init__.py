"""The record beside the database: checkpoints, erasures, what is proven and what is deleted in time."""
