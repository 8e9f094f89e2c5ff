-- Listings by time and by the key of a label. The entries of the first two come in the order of time,
-- so that a write adds them at the end.

CREATE INDEX experiments_by_creation ON experiments (created_at);

CREATE INDEX experiments_by_end ON experiments (ended_at) WHERE ended_at IS NOT NULL;

CREATE INDEX labels_by_key ON labels (key, ordinal);
