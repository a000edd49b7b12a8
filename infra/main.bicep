// One environment of Render Studio: a resource group with everything that the app needs. docs/deploy.md tells how to use
// it.

targetScope = 'subscription'

import { AppOptions, AppScale, DatabaseSize, Principal } from 'types.bicep'
import { secretSettings, uploadOrigins } from 'settings.bicep'

@description('Name of the environment, such as dev or prod.')
@minLength(2)
@maxLength(20)
param environmentName string

param location string

@description('Owners of the tables, who also set secrets and run migrations: best a group of people and pipelines.')
param operators Principal

param app AppOptions
param scale AppScale
param database DatabaseSize

@description('Flex Consumption, or Container Apps with the image of infra/container/Dockerfile.')
@allowed(['flex', 'container'])
param hosting string = 'flex'

@description('Container Apps only: the image with its tag.')
param containerImage string = ''

@description('Connects the app with the database, the vault and the storage of the host through a virtual network.')
param privateNetworking bool

@description('IPv4 addresses of operators and runners that reach database, vault and queues from outside.')
param operatorAddresses string[] = []

@description('Address that alerts are sent to. Empty for none.')
param alertEmail string = ''

param logRetentionDays int = 30

@description('Days for which deleted pictures can be restored.')
param restoreDays int = 7

var token = uniqueString(subscription().id, environmentName, location)
var name = '${environmentName}-${token}'
var tags = { 'azd-env-name': environmentName }
var hostStorageName = 'sthost${token}'
var pictureStorageName = 'stpics${token}'
var vaultName = 'kv-${token}'
var appName = 'func-${name}'
var databaseName = 'studio'
var appAddress = hosting == 'flex' ? 'https://${appName}.azurewebsites.net' : ''
var identityName = 'id-${name}'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: identityName, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    retentionInDays: logRetentionDays
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  params: { name: name, location: location, tags: tags, appDelegation: 'Microsoft.App/environments' }
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: group
  params: {
    name: hostStorageName
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    operators: operators
    isPrivate: privateNetworking
    operatorAddresses: operatorAddresses
  }
}

module pictureStorage 'modules/picture-storage.bicep' = {
  scope: group
  params: {
    name: pictureStorageName
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    operators: operators
    allowedOrigins: uploadOrigins(app, appAddress)
    restoreDays: restoreDays
  }
}

module postgres 'modules/database.bicep' = {
  scope: group
  params: {
    name: 'psql-${name}'
    location: location
    tags: tags
    databaseName: databaseName
    size: database
    operators: operators
    isPrivate: privateNetworking
    operatorAddresses: operatorAddresses
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: vaultName
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    operators: operators
    isPrivate: privateNetworking
    operatorAddresses: operatorAddresses
  }
}

var privateParts = ['blob', 'queue', 'table', 'vault', 'postgresqlServer']

module privateEndpoints 'modules/private-endpoint.bicep' = [
  for part in privateParts: if (privateNetworking) {
    name: 'private-endpoint-${part}'
    scope: group
    params: {
      name: 'pep-${part}-${name}'
      location: location
      tags: tags
      subnetId: network!.outputs.endpointSubnetId
      serviceId: part == 'vault'
        ? vault.outputs.id
        : part == 'postgresqlServer' ? postgres.outputs.id : hostStorage.outputs.id
      groupId: part
      zoneName: network!.outputs.zoneNames[part]
    }
  }
]

module functionApp 'modules/function-app.bicep' = if (hosting == 'flex') {
  scope: group
  params: {
    name: appName
    location: location
    tags: tags
    identityId: identity.outputs.id
    options: app
    endpoints: {
      app: appAddress
      databaseHost: postgres.outputs.host
      databaseName: databaseName
      databaseUser: identityName
      databasePoolSize: database.poolSize
      hostStorage: hostStorageName
      pictureStorage: pictureStorageName
      identityClientId: identity.outputs.clientId
      insightsConnectionString: monitoring.outputs.connectionString
    }
    scale: scale
    vaultName: vaultName
    packagesUri: hostStorage.outputs.packagesUri
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
  }
  dependsOn: [pictureStorage, vault, privateEndpoints]
}

module containerApp 'container/app.bicep' = if (hosting == 'container') {
  scope: group
  params: {
    name: appName
    location: location
    tags: tags
    image: containerImage
    identityId: identity.outputs.id
    options: app
    endpoints: {
      app: appAddress
      databaseHost: postgres.outputs.host
      databaseName: databaseName
      databaseUser: identityName
      databasePoolSize: database.poolSize
      hostStorage: hostStorageName
      pictureStorage: pictureStorageName
      identityClientId: identity.outputs.clientId
      insightsConnectionString: monitoring.outputs.connectionString
    }
    scale: scale
    vaultName: vaultName
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
  }
  dependsOn: [pictureStorage, vault, hostStorage, privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output APP_NAME string = appName
output APP_URI string = hosting == 'flex' ? functionApp!.outputs.uri : containerApp!.outputs.uri
output APP_DATABASE_ROLE string = identityName
output DATABASE_HOST string = postgres.outputs.host
output DATABASE_NAME string = databaseName
output DATABASE_OPERATOR string = operators.name
output KEY_VAULT_NAME string = vaultName
output SECRET_NAMES string = join(map(items(secretSettings(app)), secret => secret.value), ' ')
output HOST_STORAGE_NAME string = hostStorageName
output PICTURE_STORAGE_NAME string = pictureStorageName
