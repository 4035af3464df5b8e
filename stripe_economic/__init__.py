"""The operator's command line; it joins the rooms that know nothing of one another."""
