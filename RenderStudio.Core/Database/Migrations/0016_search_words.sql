-- The app computes the words of a render, because the words of PostgreSQL's parser depend on the server's collation and
-- contain host names, paths and numbers as a whole. The migrate command then indexes the rows of version 0. The function
-- words_looked_at remains for instances of the former version of the app.
alter table renders alter column words drop expression;
alter table renders alter column words set default '';
alter table renders add column words_version smallint not null default 0;
create index renders_to_index on renders (id) where words_version < 1;
