-- Set when the owner is erased: issuer and subject are overwritten, and only the id remains.
alter table owners add column erased_at timestamptz;

-- The progress of an erasure, and its receipt after it has finished.
create table erasures (
    id           uuid primary key,
    owner_id     uuid not null unique references owners,
    requested_at timestamptz not null default clock_timestamp(),
    next_try_at  timestamptz not null default clock_timestamp(),
    finished_at  timestamptz,
    generations  integer not null default 0,
    renders      integer not null default 0,
    pictures     integer not null default 0,
    photos       integer not null default 0,
    files        integer not null default 0
);
create index erasures_open on erasures (next_try_at) where finished_at is null;

-- Rejects rows of an erased owner, which an instance that still caches the owner may write. The lock makes a writer and
-- an erasure wait for each other.
create function refuse_erased_owner() returns trigger language plpgsql as $$
begin
    perform from owners where id = new.owner_id and erased_at is null for key share;
    if not found then
        raise exception 'The owner is erased.' using errcode = 'RS001';
    end if;
    return new;
end
$$;

create trigger refuse_erased_owner before insert on generations
    for each row execute function refuse_erased_owner();
create trigger refuse_erased_owner before insert on renders
    for each row execute function refuse_erased_owner();
create trigger refuse_erased_owner before insert on assets
    for each row execute function refuse_erased_owner();
create trigger refuse_erased_owner before insert on upload_grants
    for each row execute function refuse_erased_owner();
create trigger refuse_erased_owner before insert on quotes
    for each row execute function refuse_erased_owner();
create trigger refuse_erased_owner before insert on idempotency_keys
    for each row execute function refuse_erased_owner();

-- Foreign keys that a deletion of rows checks.
create index variants_by_prediction on variants (prediction_id);
create index generations_by_retried on generations (retried_from) where retried_from is not null;
create index generations_by_input1 on generations (input1_id) where input1_id is not null;
create index generations_by_input2 on generations (input2_id) where input2_id is not null;
