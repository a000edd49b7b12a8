-- Indexes for combined filters. With an index on one filter only, a page whose filters together match few rows would
-- read all rows that match this filter.
create index renders_by_mode_and_style on renders (owner_id, mode, style, created_at desc, id desc)
    where deleted_at is null;
create index renders_by_mode_and_room on renders (owner_id, mode, room_type, created_at desc, id desc)
    where deleted_at is null;
create index renders_by_style_and_room on renders (owner_id, style, room_type, created_at desc, id desc)
    where deleted_at is null;
create index renders_by_all on renders (owner_id, mode, style, room_type, created_at desc, id desc)
    where deleted_at is null;
