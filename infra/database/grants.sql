-- What the app may do: read and write rows. The operators own the tables and migrate them. Runs in the database of the
-- app after each migration, as an operator. psql sets role and database.
revoke all on database :"database" from public;
revoke all on schema public from public;
grant connect on database :"database" to :"role";
grant usage on schema public to :"role";
grant select, insert, update, delete on all tables in schema public to :"role";
revoke insert, update, delete on schema_migrations from :"role";
alter default privileges in schema public grant select, insert, update, delete on tables to :"role";
