"""One run of the pipeline for a company: the entry that people, cron and orchestrators call."""
