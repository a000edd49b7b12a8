-- The role of the app, for the identity of the same name. Runs in the database postgres, as an operator. psql sets role.
select pgaadauth_create_principal(:'role', false, false)
where not exists (select from pg_roles where rolname = :'role');
