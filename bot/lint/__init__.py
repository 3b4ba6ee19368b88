"""What is wrong or unwise in a policy that can be read: proved over every class of cases that it tells apart."""
