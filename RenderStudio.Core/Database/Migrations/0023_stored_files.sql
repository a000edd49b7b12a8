-- The files that each owner keeps, and their bytes: the files of assets and renders that are not deleted, each path
-- once. Triggers change both numbers in the transaction of the rows, so that no writer can omit it, not even an
-- instance of an earlier version during a deployment. Writers lock the account last.
lock table renders, variant_files, assets, accounts in share row exclusive mode;

alter table accounts
    add column stored_bytes bigint not null default 0 check (stored_bytes >= 0),
    add column stored_files bigint not null default 0 check (stored_files >= 0);

create function change_stored_files(owner uuid, more_bytes bigint, more_files bigint) returns void
language plpgsql as $$
begin
    if more_bytes = 0 and more_files = 0 then
        return;
    end if;
    update accounts set stored_bytes = stored_bytes + more_bytes, stored_files = stored_files + more_files
    where owner_id = owner;
    if not found then
        insert into accounts (owner_id, stored_bytes, stored_files) values (owner, more_bytes, more_files)
        on conflict (owner_id) do update set stored_bytes = accounts.stored_bytes + excluded.stored_bytes,
            stored_files = accounts.stored_files + excluded.stored_files;
    end if;
end
$$;

create function count_assets() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform change_stored_files(owner_id, sum(bytes)::bigint, count(*))
        from added where deleted_at is null group by owner_id;
    elsif tg_op = 'DELETE' then
        perform change_stored_files(owner_id, -sum(bytes)::bigint, -count(*))
        from removed where deleted_at is null group by owner_id;
    else
        perform change_stored_files(owner_id, sum(bytes)::bigint, sum(files)::bigint)
        from (
            select owner_id, bytes, 1 as files from added where deleted_at is null
            union all
            select owner_id, -bytes, -1 from removed where deleted_at is null) changes
        group by owner_id;
    end if;
    return null;
end
$$;

create trigger count_added after insert on assets
    referencing new table as added for each statement execute function count_assets();
create trigger count_changed after update on assets
    referencing old table as removed new table as added for each statement execute function count_assets();
create trigger count_removed after delete on assets
    referencing old table as removed for each statement execute function count_assets();

-- Equal contents of one render share one path.
create function count_variant_files() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform change_stored_files(r.owner_id, sum(f.bytes)::bigint, count(*))
        from (select distinct render_id, path, bytes from added) f
        join renders r on r.id = f.render_id
        where r.deleted_at is null and not exists (
            select from variant_files o
            where o.render_id = f.render_id and o.path = f.path
                and not exists (select from added a where a.render_id = o.render_id and a.name = o.name))
        group by r.owner_id;
    else
        perform change_stored_files(r.owner_id, -sum(f.bytes)::bigint, -count(*))
        from (select distinct render_id, path, bytes from removed) f
        join renders r on r.id = f.render_id
        where r.deleted_at is null and not exists (
            select from variant_files o where o.render_id = f.render_id and o.path = f.path)
        group by r.owner_id;
    end if;
    return null;
end
$$;

create trigger count_added after insert on variant_files
    referencing new table as added for each statement execute function count_variant_files();
create trigger count_removed after delete on variant_files
    referencing old table as removed for each statement execute function count_variant_files();

-- A deleted render is not counted, although it can be restored.
create function count_renders() returns trigger language plpgsql as $$
begin
    perform change_stored_files(r.owner_id, sum(r.sign * f.bytes)::bigint, sum(r.sign)::bigint)
    from (
        select n.id, n.owner_id, 1 as sign from added n join removed o on o.id = n.id
        where n.deleted_at is null and (o.deleted_at is not null or o.owner_id <> n.owner_id)
        union all
        select o.id, o.owner_id, -1 from removed o join added n on n.id = o.id
        where o.deleted_at is null and (n.deleted_at is not null or o.owner_id <> n.owner_id)) r
    cross join lateral (select distinct path, bytes from variant_files where render_id = r.id) f
    group by r.owner_id;
    return null;
end
$$;

create trigger count_changed after update on renders
    referencing old table as removed new table as added for each statement execute function count_renders();

insert into accounts (owner_id)
select owner_id from assets union select owner_id from renders
on conflict (owner_id) do nothing;

update accounts a set stored_bytes = kept.bytes, stored_files = kept.files
from (
    select owner_id, sum(bytes)::bigint as bytes, count(*) as files
    from (
        select owner_id, path, bytes from assets where deleted_at is null
        union all
        select distinct r.owner_id, f.path, f.bytes
        from renders r join variant_files f on f.render_id = r.id
        where r.deleted_at is null) files
    group by owner_id) kept
where kept.owner_id = a.owner_id;
