"""Who stands in for whom: what is wanted, who may decide it, and the word of whoever is asked."""
