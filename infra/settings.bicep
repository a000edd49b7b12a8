// The settings of the app, once for Flex Consumption and for containers. InfraSettingsTests starts the app's validation
// with them.

import { AppOptions, TokenKey } from 'types.bicep'

@export()
@description('Addresses of the resources that the app uses.')
type Endpoints = {
  @description('Address of the app itself.')
  app: string
  databaseHost: string
  databaseName: string
  databaseUser: string
  databasePoolSize: int
  hostStorage: string
  pictureStorage: string
  identityClientId: string
  insightsConnectionString: string
}

func address(account string, service string) string => 'https://${account}.${service}.${environment().suffixes.storage}'

func tokenKeySettings(keys TokenKey[]) object =>
  reduce(
    map(
      range(0, length(keys)),
      i =>
        union(
          {
            'Identity__Keys__${i}__Id': keys[i].id
            'Identity__Keys__${i}__Algorithm': keys[i].algorithm
          },
          keys[i].?publicKeyPem == null ? {} : { 'Identity__Keys__${i}__PublicKeyPem': keys[i].publicKeyPem! }
        )
    ),
    {},
    (all, one) => union(all, one)
  )

func tokenKeySecrets(keys TokenKey[]) object =>
  reduce(
    map(
      range(0, length(keys)),
      i => keys[i].?secretName == null ? {} : { 'Identity__Keys__${i}__Secret': keys[i].secretName! }
    ),
    {},
    (all, one) => union(all, one)
  )

func indexed(name string, values string[]) object =>
  toObject(range(0, length(values)), i => '${name}__${i}', i => values[i])

func issuerSettings(options AppOptions) object =>
  union(
    options.?identityAuthority == null ? {} : { Identity__Authority: options.identityAuthority! },
    options.?identityIssuer == null ? {} : { Identity__Issuer: options.identityIssuer! },
    { Identity__Audience: options.identityAudience },
    empty(options.identityRoleClaim) ? {} : { Identity__RoleClaim: options.identityRoleClaim },
    indexed('Identity__AdminSubjects', options.adminSubjects)
  )

// The page signs its users in where the tokens come from that the app accepts.
func pageSettings(options AppOptions) object =>
  options.?page == null
    ? {}
    : {
        Page__SignIn: 'oidc'
        Page__Authority: options.page!.?authority ?? options.?identityAuthority ?? ''
        Page__ClientId: options.page!.clientId
        Page__Scope: empty(options.page!.scope) ? 'openid' : options.page!.scope
      }

func billingSettings(options AppOptions) object =>
  options.?billing == null
    ? {}
    : union(
        {
          Billing__SuccessUrl: options.billing!.successUrl
          Billing__ReturnUrl: options.billing!.returnUrl
        },
        toObject(items(options.billing!.prices), price => 'Billing__Prices__${price.key}', price => price.value)
      )

func billingSecrets(options AppOptions) object =>
  options.?billing == null
    ? {}
    : union(
        { Billing__SecretKey: 'stripe-secret-key' },
        indexed('Billing__WebhookSecrets', options.billing!.webhookSecretNames)
      )

@export()
@description('Origins of pages that upload to storage: of the frontends, and of the app itself for the studio page. The address of a container is known only later.')
func uploadOrigins(options AppOptions, appAddress string) string[] =>
  union(
    options.allowedOrigins,
    options.?page == null
      ? []
      : filter([empty(options.publicBaseUrl) ? appAddress : options.publicBaseUrl], origin => !empty(origin))
  )

@export()
@description('All settings without secrets.')
func plainSettings(options AppOptions, at Endpoints) object =>
  union(
    {
      // The storage of the Functions host: leases, queues, the deployment package. No account key exists.
      AzureWebJobsStorage__blobServiceUri: address(at.hostStorage, 'blob')
      AzureWebJobsStorage__queueServiceUri: address(at.hostStorage, 'queue')
      AzureWebJobsStorage__tableServiceUri: address(at.hostStorage, 'table')
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: at.identityClientId

      // The identity of the app, and no other source of credentials.
      AZURE_CLIENT_ID: at.identityClientId
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'

      APPLICATIONINSIGHTS_CONNECTION_STRING: at.insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${at.identityClientId};Authorization=AAD'
      // Alerts read requests and log lines, so sampling must not drop them.
      AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__excludedTypes: 'Request;Trace;Exception'

      Database__ConnectionString: 'Host=${at.databaseHost};Port=5432;Database=${at.databaseName};Username=${at.databaseUser};SSL Mode=VerifyFull;Maximum Pool Size=${at.databasePoolSize}'
      Database__UseIdentity: 'true'
      Storage__BlobServiceUri: address(at.pictureStorage, 'blob')
      Storage__QueueServiceUri: address(at.hostStorage, 'queue')
      Http__PublicBaseUrl: empty(options.publicBaseUrl) ? at.app : options.publicBaseUrl
    },
    issuerSettings(options),
    tokenKeySettings(options.identityKeys),
    indexed('Http__AllowedOrigins', uploadOrigins(options, at.app)),
    toObject(
      range(0, length(options.endpointSecretKeys)),
      i => 'Deliveries__SecretKeys__${i}__Id',
      i => options.endpointSecretKeys[i].id
    ),
    pageSettings(options),
    billingSettings(options),
    options.extra
  )

@export()
@description('The settings that are secrets, with the names of the secrets in the Key Vault.')
func secretSettings(options AppOptions) object =>
  union(
    {
      Replicate__ApiToken: 'replicate-api-token'
      Replicate__WebhookTokenKey: 'replicate-webhook-token-key'
    },
    indexed('Replicate__WebhookSecrets', options.replicateWebhookSecretNames),
    toObject(
      range(0, length(options.endpointSecretKeys)),
      i => 'Deliveries__SecretKeys__${i}__Secret',
      i => options.endpointSecretKeys[i].secretName
    ),
    tokenKeySecrets(options.identityKeys),
    billingSecrets(options)
  )
