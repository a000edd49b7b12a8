-- Listed runs that could not be read or applied. key is the id of the run, or a hash if the run has no valid id.
create table listing_troubles (
    key        text primary key,
    reason     text not null,
    created_at timestamptz, -- as reported by Replicate; null when it is unreadable
    seen_at    timestamptz not null default clock_timestamp(),
    times      integer not null default 1
);
create index listing_troubles_by_age on listing_troubles (seen_at);
