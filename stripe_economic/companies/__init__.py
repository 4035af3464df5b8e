"""The companies that one project serves: `companies.yml`, and what each of them has of its own."""
