// The Key Vault of the secrets. The templates create no secret: infra/scripts/secrets.sh does.

import { Principal } from '../types.bicep'
import { roles } from '../roles.bicep'

param name string
param location string
param tags object

@description('Object id of the identity of the app.')
param appPrincipalId string
param operators Principal
param isPrivate bool

@description('IPv4 addresses or ranges that reach the vault in spite of private networking.')
param operatorAddresses string[]

var access = [
  { id: appPrincipalId, type: 'ServicePrincipal', role: roles.keyVaultSecretsUser }
  { id: operators.objectId, type: operators.type, role: roles.keyVaultSecretsOfficer }
]

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    publicNetworkAccess: isPrivate && empty(operatorAddresses) ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      bypass: 'None'
      ipRules: [for address in operatorAddresses: { value: address }]
    }
  }
}

resource vaultAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in access: {
    name: guid(vault.id, one.id, one.role)
    scope: vault
    properties: {
      principalId: one.id
      principalType: one.type
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.role)
    }
  }
]

output id string = vault.id
