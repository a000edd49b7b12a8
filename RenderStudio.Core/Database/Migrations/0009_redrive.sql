-- Set when an operator has a failed prediction's stored result completed after all.
alter table predictions add column redriven_at timestamptz;
