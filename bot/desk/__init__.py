"""The front desk that all platforms share: what a person types, presses or sends in, and what they are answered."""
