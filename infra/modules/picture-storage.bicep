// The storage account of the pictures. Browsers and Replicate read and write single blobs by signed link, so its network
// is public; the containers are not, and no account key exists.

import { Principal } from '../types.bicep'
import { roles } from '../roles.bicep'

param name string
param location string
param tags object

@description('Object id of the identity of the app.')
param appPrincipalId string
param operators Principal

@description('Origins whose pages upload and read pictures by signed link.')
param allowedOrigins string[]

@description('Days for which deleted blobs can be restored. An erased file is gone after them.')
@minValue(1)
@maxValue(365)
param restoreDays int

// StudioContainers.All in RenderStudio.Core.
var containerNames = ['private', 'public']

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    accessTier: 'Hot'
    publicNetworkAccess: 'Enabled'
    // A signed link lives for an hour at most; the setting reports longer ones.
    sasPolicy: { sasExpirationPeriod: '0.01:00:00', expirationAction: 'Log' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: restoreDays }
      containerDeleteRetentionPolicy: { enabled: true, days: restoreDays }
      cors: {
        // The same rule as StorageSetup sets.
        corsRules: empty(allowedOrigins)
          ? []
          : [
              {
                allowedOrigins: allowedOrigins
                allowedMethods: ['GET', 'HEAD', 'PUT', 'OPTIONS']
                allowedHeaders: ['*']
                exposedHeaders: ['ETag', 'Content-MD5']
                maxAgeInSeconds: 3600
              }
            ]
      }
    }

    resource all 'containers' = [
      for container in containerNames: {
        name: container
        properties: { publicAccess: 'None' }
      }
    ]
  }

  // The sweep removes staged uploads after an hour. The rule is a second net, for an app that does not run.
  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'staged-uploads'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['private/staging/'] }
              actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 2 } } }
            }
          }
        ]
      }
    }
    dependsOn: [blobs]
  }
}

// On the containers, not on the account.
resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in containerNames: {
    name: guid(account.id, container, appPrincipalId, roles.storageBlobDataContributor)
    scope: account::blobs::all[i]
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles.storageBlobDataContributor
      )
    }
  }
]

// User delegation keys, which sign links, belong to the account.
resource appSigns 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appPrincipalId, roles.storageBlobDelegator)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDelegator)
  }
}

// The command migrate creates missing containers.
resource operatorAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, operators.objectId, roles.storageBlobDataContributor)
  scope: account
  properties: {
    principalId: operators.objectId
    principalType: operators.type
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

output id string = account.id
