-- Keys with which programs of an owner call the API. Of a key only its SHA-256 is stored, and the part that is shown.
-- last_used_at is accurate to a minute.
create table api_keys (
    id                 uuid primary key,
    owner_id           uuid not null references owners,
    name               text not null,
    prefix             text not null,
    hash               bytea not null unique check (length(hash) = 32),
    scopes             text[] not null check (cardinality(scopes) > 0 and scopes <@ array['generate', 'read']),
    monthly_credit_cap integer check (monthly_credit_cap >= 0),
    expires_at         timestamptz,
    last_used_at       timestamptz,
    created_at         timestamptz not null default clock_timestamp()
);
create index api_keys_by_owner on api_keys (owner_id);
create trigger refuse_erased_owner before insert on api_keys
    for each row execute function refuse_erased_owner();

-- The credits of a month in UTC that generations of a key hold or have spent: the sum of their holds less their
-- releases, which count for the month of the hold.
create table api_key_spends (
    api_key_id uuid not null references api_keys on delete cascade,
    month      date not null,
    credits    integer not null check (credits >= 0),
    primary key (api_key_id, month)
);

-- The key of a hold and the month that it counts for; a release repeats those of its hold. Without a foreign key,
-- because entries outlast the key.
alter table credit_entries add column api_key_id uuid;
alter table credit_entries add column api_key_month date;
alter table credit_entries add constraint credit_entries_api_key
    check ((api_key_id is null) = (api_key_month is null));
