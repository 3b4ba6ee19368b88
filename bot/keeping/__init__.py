"""Keeping the policy: which version is in force, who put it there and why, and who else had to agree."""
