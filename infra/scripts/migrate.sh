#!/usr/bin/env bash
# Creates the role of the app, migrates the database, and grants the role its rights. Runs before each deployment, as an
# operator who is signed in with the Azure CLI. It can be repeated, and the version that runs is not affected.
# The argument is a folder with the published app for this machine; without it the app is published first.
set -euo pipefail
: "${DATABASE_HOST:?}" "${DATABASE_NAME:?}" "${DATABASE_OPERATOR:?}" "${APP_DATABASE_ROLE:?}"
: "${HOST_STORAGE_NAME:?}" "${PICTURE_STORAGE_NAME:?}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
app=${1:-}

if [ -z "$app" ]; then
  app=$(mktemp -d)
  trap 'rm -rf "$app"' EXIT
  env -u RuntimeIdentifier dotnet publish "$here/../RenderStudio.Functions" --configuration Release --output "$app"
fi

query() {
  PGPASSWORD=$(az account get-access-token --resource-type oss-rdbms --query accessToken --output tsv) \
    PGHOST=$DATABASE_HOST PGUSER=$DATABASE_OPERATOR PGSSLMODE=verify-full PGSSLROOTCERT=system \
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set role="$APP_DATABASE_ROLE" --set database="$DATABASE_NAME" \
    --dbname "$1" --file "$here/database/$2" >/dev/null
}

# The command checks all settings, although it uses only those of the database and the storage: the others are random.
settings() {
  random=$(head -c 32 /dev/urandom | base64)
  storage=$(az cloud show --query suffixes.storageEndpoint --output tsv)
  export AZURE_TOKEN_CREDENTIALS=AzureCliCredential
  export Database__ConnectionString="Host=$DATABASE_HOST;Port=5432;Database=$DATABASE_NAME;Username=$DATABASE_OPERATOR;SSL Mode=VerifyFull"
  export Database__UseIdentity=true
  export Storage__BlobServiceUri="https://$PICTURE_STORAGE_NAME.blob.$storage"
  export Storage__QueueServiceUri="https://$HOST_STORAGE_NAME.queue.$storage"
  export Http__PublicBaseUrl=https://unused.example.com Identity__Issuer=unused Identity__Audience=unused
  export Identity__Keys__0__Id=unused Identity__Keys__0__Algorithm=HS256 Identity__Keys__0__Secret="$random"
  export Replicate__ApiToken=unused Replicate__WebhookTokenKey="$random" Replicate__WebhookSecrets__0="whsec_$random"
  export Deliveries__SecretKeys__0__Id=unused Deliveries__SecretKeys__0__Secret="$random"
}

query postgres role.sql
(settings && cd "$app" && ./RenderStudio.Functions migrate)
query "$DATABASE_NAME" grants.sql
