-- The whole words of title and prompt, in any language, for the search of the library.
alter table renders add column words tsvector not null generated always as
    (to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(prompt, ''))) stored;
-- Without a pending list, because a search that finds a long one is slow.
create index renders_words on renders using gin (words) with (fastupdate = off);

-- One index per filter, so that a page does not read rows that the filter excludes. Renders are listed more often than
-- they are written.
create index renders_by_mode on renders (owner_id, mode, created_at desc, id desc) where deleted_at is null;
create index renders_by_style on renders (owner_id, style, created_at desc, id desc) where deleted_at is null;
create index renders_by_room on renders (owner_id, room_type, created_at desc, id desc) where deleted_at is null;
create index renders_favorite on renders (owner_id, created_at desc, id desc) where favorite and deleted_at is null;
create index renders_public on renders (owner_id, created_at desc, id desc) where is_public and deleted_at is null;
create index renders_deleted on renders (owner_id, created_at desc, id desc) where deleted_at is not null;
create index renders_to_purge on renders (deleted_at) where deleted_at is not null;

-- False while the cover is chosen by rank; true after the owner has chosen it.
alter table renders add column cover_chosen boolean not null default false;
