-- What an owner searches his library by: whole words of title and prompt, in whatever language they are.
alter table renders add column words tsvector not null generated always as
    (to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(prompt, ''))) stored;
-- Without a list of pending entries, which would make now and then a reader pay for the writers.
create index renders_words on renders using gin (words) with (fastupdate = off);

-- Each narrows a page without reading past what it leaves out; renders are written seldom and listed often.
create index renders_by_mode on renders (owner_id, mode, created_at desc, id desc) where deleted_at is null;
create index renders_by_style on renders (owner_id, style, created_at desc, id desc) where deleted_at is null;
create index renders_by_room on renders (owner_id, room_type, created_at desc, id desc) where deleted_at is null;
create index renders_favorite on renders (owner_id, created_at desc, id desc) where favorite and deleted_at is null;
create index renders_public on renders (owner_id, created_at desc, id desc) where is_public and deleted_at is null;
create index renders_deleted on renders (owner_id, created_at desc, id desc) where deleted_at is not null;
create index renders_to_purge on renders (deleted_at) where deleted_at is not null;

-- Until the owner names a cover, the first picture that there is stands for all.
alter table renders add column cover_chosen boolean not null default false;
