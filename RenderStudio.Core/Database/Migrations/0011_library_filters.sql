-- Filters that are set together, such as a mode and a style that never met, would else be looked for through all that
-- one of them lets pass.
create index renders_by_mode_and_style on renders (owner_id, mode, style, created_at desc, id desc)
    where deleted_at is null;
create index renders_by_mode_and_room on renders (owner_id, mode, room_type, created_at desc, id desc)
    where deleted_at is null;
create index renders_by_style_and_room on renders (owner_id, style, room_type, created_at desc, id desc)
    where deleted_at is null;
create index renders_by_all on renders (owner_id, mode, style, room_type, created_at desc, id desc)
    where deleted_at is null;
