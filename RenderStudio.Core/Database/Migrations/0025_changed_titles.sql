-- An instance of the version before 0016_search_words.sql changes a title without its words, because the database
-- generated them. Version 0 makes the sweep of search words index the render. The app writes title, words and version in
-- one statement; if only the spelling of a title changes, its words remain and are computed once more.
create function reindex_title() returns trigger language plpgsql as $$
begin
    if new.title is distinct from old.title and new.words = old.words then
        new.words_version := 0;
    end if;
    return new;
end $$;
create trigger reindex_title before update of title on renders for each row execute function reindex_title();
