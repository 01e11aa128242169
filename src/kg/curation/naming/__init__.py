"""Names across scripts: their sounds, case forms and company forms, and which two may be one."""
