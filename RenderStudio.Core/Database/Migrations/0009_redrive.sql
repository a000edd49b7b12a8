-- Set when an operator redrives a failed prediction, so that its stored result is completed.
alter table predictions add column redriven_at timestamptz;
