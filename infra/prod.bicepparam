// Production. The deployment workflow sets the variables; a missing one stops the deployment.

using 'main.bicep'

param environmentName = 'prod'
param location = readEnvironmentVariable('AZURE_LOCATION')

param operators = {
  name: readEnvironmentVariable('OPERATORS_NAME')
  objectId: readEnvironmentVariable('OPERATORS_ID')
  type: 'Group'
}

var pageClient = readEnvironmentVariable('PAGE_CLIENT_ID', '')
var admins = readEnvironmentVariable('ADMIN_SUBJECTS', '')

param app = {
  publicBaseUrl: readEnvironmentVariable('PUBLIC_BASE_URL', '')
  allowedOrigins: [readEnvironmentVariable('ALLOWED_ORIGIN')]
  identityAuthority: readEnvironmentVariable('IDENTITY_AUTHORITY')
  identityAudience: readEnvironmentVariable('IDENTITY_AUDIENCE')
  identityKeys: []
  identityRoleClaim: readEnvironmentVariable('IDENTITY_ROLE_CLAIM', '')
  adminSubjects: empty(admins) ? [] : split(admins, ',')
  replicateWebhookSecretNames: ['replicate-webhook-secret']
  endpointSecretKeys: [{ id: '1', secretName: 'endpoint-secret-key' }]
  // The studio page signs in at IDENTITY_AUTHORITY, once its client is registered there.
  page: empty(pageClient) ? null : { clientId: pageClient, scope: readEnvironmentVariable('PAGE_SCOPE', 'openid') }
  billing: {
    prices: {
      '${readEnvironmentVariable('STRIPE_PRICE_PRO')}': 'pro'
      '${readEnvironmentVariable('STRIPE_PRICE_STUDIO')}': 'studio'
    }
    successUrl: '${readEnvironmentVariable('SITE_URL')}/paid'
    returnUrl: '${readEnvironmentVariable('SITE_URL')}/account'
    webhookSecretNames: ['stripe-webhook-secret']
  }
  extra: {}
}

param scale = { instanceMemoryMB: 2048, maximumInstanceCount: 40, alwaysReadyHttp: 1 }

// poolSize: HTTP and each of the six queue functions scale to 40 instances, each of the two timers to one. These are 282
// processes; with 6 connections each they stay below the 1,703 connections that this size admits.
// https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-limits
param database = {
  skuName: 'Standard_D4ds_v5'
  tier: 'GeneralPurpose'
  storageSizeGB: 128
  backupRetentionDays: 35
  geoRedundantBackup: true
  highAvailability: 'ZoneRedundant'
  poolSize: 6
}

param privateNetworking = true
param operatorAddresses = []
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param logRetentionDays = 90
param restoreDays = 35
