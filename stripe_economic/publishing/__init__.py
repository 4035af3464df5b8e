"""What is written from the code: two pages of docs/, and the definitions in plugins/."""
