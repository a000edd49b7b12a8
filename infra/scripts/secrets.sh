#!/usr/bin/env bash
# Puts the secrets of the app (SECRET_NAMES) into the Key Vault. A secret whose variable is set gets a new version: the
# variable of replicate-api-token is REPLICATE_API_TOKEN. An existing secret is kept otherwise. The keys of webhook
# addresses and of stored secrets are generated, and the secret of Replicate's webhooks is read from Replicate. Values
# are never printed.
set -euo pipefail
: "${KEY_VAULT_NAME:?}" "${SECRET_NAMES:?}"

variable() { tr 'a-z-' 'A-Z_' <<<"$1"; }

exists() {
  az keyvault secret show --vault-name "$KEY_VAULT_NAME" --name "$1" --query id --output tsv >/dev/null 2>&1
}

# A file descriptor instead of an argument, because every user of the machine can read arguments. A new role assignment
# takes a while, so a refused call is repeated.
store() {
  for try in 1 2 3 4 5 6; do
    if az keyvault secret set --vault-name "$KEY_VAULT_NAME" --name "$1" --file <(printf %s "$2") --encoding utf-8 \
      --output none; then
      echo "Stored $1"
      return
    fi
    [ "$try" = 6 ] || sleep "${RETRY_SECONDS:-30}"
  done
  echo "Could not store $1" >&2
  return 1
}

# The header of the call stands in a file descriptor as well.
webhook_secret() {
  curl --silent --show-error --fail --header @<(printf 'Authorization: Bearer %s' "$REPLICATE_API_TOKEN") \
    https://api.replicate.com/v1/webhooks/default/secret | sed -E 's/.*"key" *: *"([^"]+)".*/\1/'
}

missing=()
for name in $SECRET_NAMES; do
  var=$(variable "$name")
  if [ -n "${!var:-}" ]; then
    store "$name" "${!var}"
  elif exists "$name"; then
    echo "Kept $name"
  elif [[ "$name" =~ ^(replicate-webhook-token-key|identity-key|endpoint-secret-key(-[0-9]+)?)$ ]]; then
    store "$name" "$(head -c 32 /dev/urandom | base64)"
  elif [ "$name" = replicate-webhook-secret ] && [ -n "${REPLICATE_API_TOKEN:-}" ]; then
    store "$name" "$(webhook_secret)"
  else
    missing+=("$name (set $var)")
  fi
done

if [ "${#missing[@]}" -gt 0 ]; then
  printf 'Missing in the Key Vault %s:\n' "$KEY_VAULT_NAME" >&2
  printf '  %s\n' "${missing[@]}" >&2
  exit 1
fi
