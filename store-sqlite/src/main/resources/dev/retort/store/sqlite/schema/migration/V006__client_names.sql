-- The name that a client gave a further file, made safe; only where the program keeps it.

ALTER TABLE files ADD COLUMN client_name TEXT;
