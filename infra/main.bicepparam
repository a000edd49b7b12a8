// The environment that the Azure Developer CLI creates: small, with a public network. The values come from its
// environment; azd env set NAME VALUE sets one.

using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'australiaeast')

param operators = {
  name: readEnvironmentVariable('OPERATORS_NAME', 'render-studio-operators')
  objectId: readEnvironmentVariable('OPERATORS_ID', '00000000-0000-0000-0000-000000000000')
  type: readEnvironmentVariable('OPERATORS_TYPE', 'Group')
}

var admins = readEnvironmentVariable('ADMIN_SUBJECTS', '')
var origin = readEnvironmentVariable('ALLOWED_ORIGIN', '')
var stripePrice = readEnvironmentVariable('STRIPE_PRICE', '')
var pageClient = readEnvironmentVariable('PAGE_CLIENT_ID', '')
var site = readEnvironmentVariable('SITE_URL', 'https://studio.example.com')

param app = {
  publicBaseUrl: readEnvironmentVariable('PUBLIC_BASE_URL', '')
  allowedOrigins: empty(origin) ? [] : [origin]
  identityIssuer: readEnvironmentVariable('IDENTITY_ISSUER', 'https://id.example.com/')
  identityAudience: readEnvironmentVariable('IDENTITY_AUDIENCE', 'render-studio')
  identityKeys: [
    { id: readEnvironmentVariable('IDENTITY_KEY_ID', 'main'), algorithm: 'HS256', secretName: 'identity-key' }
  ]
  identityRoleClaim: readEnvironmentVariable('IDENTITY_ROLE_CLAIM', '')
  adminSubjects: empty(admins) ? [] : split(admins, ',')
  replicateWebhookSecretNames: ['replicate-webhook-secret']
  endpointSecretKeys: [{ id: '1', secretName: 'endpoint-secret-key' }]
  // The studio page is off until its client is registered at an issuer whose tokens the app accepts.
  page: empty(pageClient)
    ? null
    : {
        authority: readEnvironmentVariable('PAGE_AUTHORITY', 'https://id.example.com')
        clientId: pageClient
        scope: readEnvironmentVariable('PAGE_SCOPE', 'openid')
      }
  // Payments are off until a price is set.
  billing: empty(stripePrice)
    ? null
    : {
        prices: { '${stripePrice}': readEnvironmentVariable('STRIPE_PRICE_BUYS', 'pro') }
        successUrl: '${site}/paid'
        returnUrl: '${site}/account'
        webhookSecretNames: ['stripe-webhook-secret']
      }
  extra: {}
}

param scale = { instanceMemoryMB: 2048, maximumInstanceCount: 40, alwaysReadyHttp: 0 }

param database = {
  skuName: 'Standard_B2s'
  tier: 'Burstable'
  storageSizeGB: 32
  backupRetentionDays: 7
  geoRedundantBackup: false
  highAvailability: 'Disabled'
  poolSize: 6
}

param privateNetworking = false
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
