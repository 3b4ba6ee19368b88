"""Pictures of a policy: drawn in a process of their own, as SVG or PNG."""
