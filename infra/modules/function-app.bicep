// The function app on Flex Consumption.
// https://learn.microsoft.com/azure/azure-functions/functions-infrastructure-as-code?pivots=flex-consumption-plan

import { AppOptions, AppScale } from '../types.bicep'
import { Endpoints, plainSettings, secretSettings } from '../settings.bicep'

param name string
param location string
param tags object
param identityId string
param options AppOptions
param endpoints Endpoints
param scale AppScale
param vaultName string

@description('Container of the deployment package.')
param packagesUri string

@description('Subnet of the app. Empty without private networking.')
param subnetId string

// The version is not part of a reference, so the app reads a rotated secret within a day, or at once after a restart.
var references = mapValues(
  secretSettings(options),
  secret => '@Microsoft.KeyVault(SecretUri=https://${vaultName}${environment().suffixes.keyvaultDns}/secrets/${secret})'
)

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Replicate, Stripe and the clients call the app.
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUri
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: scale.instanceMemoryMB
        maximumInstanceCount: scale.maximumInstanceCount
        alwaysReady: scale.alwaysReadyHttp == 0 ? [] : [{ name: 'http', instanceCount: scale.alwaysReadyHttp }]
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(plainSettings(options, endpoints), references)
  }

  // Deployments authenticate with Microsoft Entra, never with a publishing password.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output name string = app.name
output uri string = 'https://${app.properties.defaultHostName}'
