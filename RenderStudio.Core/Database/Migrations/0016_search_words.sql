-- The app computes the words of a render, because the words of PostgreSQL's parser depend on the server's collation and
-- contain host names, paths and numbers as a whole. The migrate command then computes those of the rows of version 0.
alter table renders alter column words drop expression;
alter table renders alter column words set default '';
alter table renders add column words_version smallint not null default 0;
create index renders_to_index on renders (id) where words_version < 1;

-- Thirty days. A search reads the index block by block, the newest first, until a page is full.
create function search_block(at timestamptz) returns bigint language sql immutable parallel safe
    return floor(extract(epoch from at) / 2592000)::bigint;

-- The end of the owner's id is random; owners with the same one share entries of the index, which costs time only.
create function search_prefix(owner_id uuid, block bigint) returns text language sql immutable parallel safe
    return right(owner_id::text, 6) || block || ' ';

-- The words of a render with a prefix, and the prefix alone. Former words can have the maximum length of a tsvector. The
-- cost keeps the planner from reading the table instead of the index.
create function search_keys(owner_id uuid, at timestamptz, words tsvector) returns tsvector
    language sql immutable parallel safe cost 10000
    return array_to_tsvector(array(
        select search_prefix(owner_id, search_block(at)) || left(word, 400)
        from unnest(array_append(tsvector_to_array(words), '')) as word));

drop index renders_words;
create index renders_keys on renders using gin (search_keys(owner_id, created_at, words)) with (fastupdate = off);
-- The function words_looked_at remains for instances of the former version of the app.
