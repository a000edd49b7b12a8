#!/usr/bin/env bash
# Prints a token for the subject given as argument, valid for one hour, signed with the secret identity-key of the Key
# Vault: for a first call of an environment whose keys are HS256.
set -euo pipefail
: "${KEY_VAULT_NAME:?}" "${1:?usage: token.sh SUBJECT}"
issuer=${IDENTITY_ISSUER:-https://id.example.com/}
audience=${IDENTITY_AUDIENCE:-render-studio}
key=$(az keyvault secret show --vault-name "$KEY_VAULT_NAME" --name identity-key --query value --output tsv)

encode() { base64 | tr -d '=\n' | tr '+/' '-_'; }

now=$(date +%s)
header=$(printf '{"alg":"HS256","typ":"JWT","kid":"%s"}' "${IDENTITY_KEY_ID:-main}" | encode)
claims=$(printf '{"iss":"%s","aud":"%s","sub":"%s","iat":%d,"exp":%d}' \
  "$issuer" "$audience" "$1" "$now" "$((now + 3600))" | encode)
hex=$(base64 -d <<<"$key" | od -An -v -tx1 | tr -d ' \n')
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary | encode)
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
