// The storage account of the Functions host: queues, leases and the deployment package. It holds no pictures. With
// private networking it is reachable from the virtual network and from the addresses of the operators only.

import { Principal } from '../types.bicep'
import { roles } from '../roles.bicep'

param name string
param location string
param tags object

@description('Object id of the identity of the app.')
param appPrincipalId string
param operators Principal
param isPrivate bool

@description('IPv4 addresses or ranges that reach the account in spite of private networking.')
param operatorAddresses string[]

// StudioQueues.All in RenderStudio.Core.
var queueNames = [
  'prediction-starts'
  'prediction-starts-poison'
  'prediction-completions'
  'prediction-completions-poison'
  'deliveries'
  'deliveries-poison'
]

// What the host needs: leases and keys (blobs), queues with their poison queues, diagnostic events (tables).
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
var appRoles = [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]

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
    publicNetworkAccess: isPrivate && empty(operatorAddresses) ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      bypass: 'None'
      ipRules: [for address in operatorAddresses: { value: address, action: 'Allow' }]
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
      properties: { publicAccess: 'None' }
    }
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource all 'queues' = [
      for queue in queueNames: {
        name: queue
      }
    ]
  }
}

resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in appRoles: {
    name: guid(account.id, appPrincipalId, role)
    scope: account
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

// The command migrate creates missing queues.
resource operatorAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, operators.objectId, roles.storageQueueDataContributor)
  scope: account
  properties: {
    principalId: operators.objectId
    principalType: operators.type
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataContributor
    )
  }
}

output id string = account.id
output packagesUri string = 'https://${account.name}.blob.${environment().suffixes.storage}/${account::blobs::packages.name}'
