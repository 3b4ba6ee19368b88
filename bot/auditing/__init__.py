"""The auditor: what should stand in the database by now, worked out from the record, and held against what stands."""
