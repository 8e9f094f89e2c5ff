-- The client's place in a distributed trace, as W3C Trace Context writes it.

ALTER TABLE experiments ADD COLUMN traceparent TEXT CHECK (length(traceparent) = 55);
