-- What each claimed row must name.
INSERT INTO plans (plan, digest, text) VALUES (1, zeroblob(32), '{}')
