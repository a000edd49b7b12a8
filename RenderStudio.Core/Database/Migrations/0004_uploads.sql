-- Assets and renders whose files may not be in the container that their row names, during a move or after a crash.
create table unsettled_files (
    subject_id  uuid primary key,
    lease_token uuid,
    lease_until timestamptz not null default clock_timestamp()
);

-- Set when the files of a deleted asset have been deleted from storage.
alter table assets add column cleared_at timestamptz,
    add constraint assets_cleared check (cleared_at is null or deleted_at is not null);

-- A new logo or avatar replaces the old one.
create unique index assets_in_place on assets (owner_id, kind)
    where deleted_at is null and kind in ('logo_primary', 'logo_secondary', 'avatar');

-- Permission to upload one file directly to storage. Its id becomes the id of the asset.
create table upload_grants (
    id           uuid primary key,
    owner_id     uuid not null references owners,
    kind         text not null check (kind in ('input', 'logo_primary', 'logo_secondary', 'avatar')),
    content_type text not null,
    bytes        bigint not null check (bytes > 0),
    created_at   timestamptz not null default clock_timestamp(),
    expires_at   timestamptz not null
);
create index upload_grants_by_owner on upload_grants (owner_id, created_at);
create index upload_grants_by_age on upload_grants (created_at);
