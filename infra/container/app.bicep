// The function app as a container on Container Apps. The platform derives the KEDA rules from the triggers (kind
// functionapp), one instance runs always, because timers need one.
// https://learn.microsoft.com/azure/container-apps/functions-overview

import { AppOptions, AppScale } from '../types.bicep'
import { Endpoints, plainSettings, secretSettings } from '../settings.bicep'

param name string
param location string
param tags object

@description('The image with its tag. A private registry must admit the identity with the role AcrPull.')
@minLength(1)
param image string
param identityId string
param options AppOptions
param endpoints Endpoints
param scale AppScale
param vaultName string

@description('Subnet of the environment. Empty without private networking.')
param subnetId string

var registry = split(image, '/')[0]
var secrets = secretSettings(options)

resource host 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: 'cae-${name}'
  location: location
  tags: tags
  properties: {
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

var address = 'https://${name}.${host.properties.defaultDomain}'
var plain = union(
  plainSettings(options, endpoints),
  empty(options.publicBaseUrl) ? { Http__PublicBaseUrl: address } : {}
)

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    environmentId: host.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: { external: true, targetPort: 8080, transport: 'auto', allowInsecure: false }
      registries: endsWith(registry, '.azurecr.io') ? [{ server: registry, identity: identityId }] : []
      secrets: [
        for secret in items(secrets): {
          name: secret.value
          keyVaultUrl: 'https://${vaultName}${environment().suffixes.keyvaultDns}/secrets/${secret.value}'
          identity: identityId
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'app'
          image: image
          resources: { cpu: json('1.0'), memory: '2Gi' }
          env: concat(
            map(items(plain), one => { name: one.key, value: one.value }),
            map(items(secrets), one => { name: one.key, secretRef: one.value })
          )
          probes: [
            {
              type: 'Liveness'
              httpGet: { path: '/api/health', port: 8080 }
              initialDelaySeconds: 10
              periodSeconds: 10
            }
            {
              type: 'Readiness'
              httpGet: { path: '/api/health/ready', port: 8080 }
              periodSeconds: 10
            }
          ]
        }
      ]
      scale: { minReplicas: max(1, scale.alwaysReadyHttp), maxReplicas: scale.maximumInstanceCount }
    }
  }
}

output uri string = address
