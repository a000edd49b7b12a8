-- Runs of Replicate's list that could not be read or taken in. key: a run's id, or a hash where it has no sound one.
create table listing_troubles (
    key        text primary key,
    reason     text not null,
    created_at timestamptz, -- as Replicate says; null when that is unreadable too
    seen_at    timestamptz not null default clock_timestamp(),
    times      integer not null default 1
);
create index listing_troubles_by_age on listing_troubles (seen_at);
