// PostgreSQL. Users sign in with tokens of Microsoft Entra; there are no passwords. The server processes one change at a
// time, so the children depend on each other.

import { DatabaseSize, Principal } from '../types.bicep'

param name string
param location string
param tags object
param databaseName string
param size DatabaseSize

@description('Administrators of the server. They own the tables.')
param operators Principal
param isPrivate bool

@description('IPv4 addresses that reach the server from outside of Azure and of the virtual network.')
param operatorAddresses string[]

// Parameters of the server: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-server-parameters
var parameters = [
  { name: 'azure.extensions', value: 'PG_TRGM,UNACCENT' }
  { name: 'require_secure_transport', value: 'on' }
  { name: 'ssl_min_protocol_version', value: 'TLSv1.2' }
  // See docs/operations.md.
  { name: 'random_page_cost', value: '1.1' }
]

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: size.skuName, tier: size.tier }
  properties: {
    version: '18'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    storage: { storageSizeGB: size.storageSizeGB, autoGrow: 'Enabled' }
    backup: {
      backupRetentionDays: size.backupRetentionDays
      geoRedundantBackup: size.geoRedundantBackup ? 'Enabled' : 'Disabled'
    }
    highAvailability: { mode: size.highAvailability }
    network: { publicNetworkAccess: isPrivate && empty(operatorAddresses) ? 'Disabled' : 'Enabled' }
  }

  resource database 'databases' = {
    name: databaseName
    properties: { charset: 'UTF8', collation: 'C.utf8' }
  }
}

resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: operators.objectId
  properties: {
    principalName: operators.name
    principalType: operators.type
    tenantId: tenant().tenantId
  }
  dependsOn: [server::database]
}

@batchSize(1)
resource configuration 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = [
  for one in parameters: {
    parent: server
    name: one.name
    properties: { value: one.value, source: 'user-override' }
    dependsOn: [administrator]
  }
]

// Without private networking the app connects from changing addresses of Azure. Its token is still required.
resource azure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = if (!isPrivate) {
  parent: server
  name: 'azure'
  properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  dependsOn: [configuration]
}

@batchSize(1)
resource operatorRules 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = [
  for (address, i) in operatorAddresses: {
    parent: server
    name: 'operator-${i}'
    properties: { startIpAddress: address, endIpAddress: address }
    dependsOn: [azure]
  }
]

output id string = server.id
output host string = server.properties.fullyQualifiedDomainName
