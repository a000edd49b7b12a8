-- The erased owners of a subject, identified by a salted hash. Limits how often the subject can be erased and which
-- credits its next owner is granted. A sweep deletes the rows after the month ends.
create table erased_subjects (
    owner_id     uuid primary key references owners,
    subject_hash bytea not null,
    erased_at    timestamptz not null default clock_timestamp()
);
create index erased_subjects_by_hash on erased_subjects (subject_hash, erased_at desc);
create index erased_subjects_by_age on erased_subjects (erased_at);

-- One row. 244 random bits, so that the hash of a subject cannot be computed without the database.
create table subject_salt (
    only_row boolean primary key default true check (only_row),
    salt     bytea not null
);
insert into subject_salt (salt) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
