"""Objects in the shapes of older API versions.

Each module takes one step back, newest to oldest: a function of an object and a look-up that changes the object in
place. Which properties came and went at which version is from the changelog of Stripe's API; that a property that was
added is left out for those who ask for an older version is *unverified* where it is not one of the major versions.
"""
