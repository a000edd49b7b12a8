-- A sweep merges the list of files with the rows, both in the order of their paths.
create index assets_by_path on assets (path collate "C") where cleared_at is null;
create index variant_files_by_path on variant_files (path collate "C");

-- Set while the file of a row is missing from storage.
alter table assets add column missing_since timestamptz;
alter table variant_files add column missing_since timestamptz;

create index idempotency_keys_by_age on idempotency_keys (created_at);
create index quotes_by_age on quotes (expires_at);
create index rejected_messages_by_age on rejected_messages (received_at);
