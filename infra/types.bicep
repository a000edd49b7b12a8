@export()
@description('A user, group or service principal of Microsoft Entra.')
type Principal = {
  @description('Display name of a group, user principal name of a user, name of an application.')
  name: string

  @description('Object id in Microsoft Entra.')
  objectId: string
  type: 'Group' | 'ServicePrincipal' | 'User'
}

@export()
@description('A key that tokens of callers are signed with: the settings Identity:Keys.')
type TokenKey = {
  id: string
  algorithm: 'ES256' | 'HS256' | 'RS256'

  @description('RS256 and ES256 only: the public key in PEM. \\n may stand for line ends.')
  publicKeyPem: string?

  @description('HS256 only: name of the secret in the Key Vault.')
  secretName: string?
}

@export()
@description('A key that encrypts secrets of the webhook endpoints of owners.')
type SecretKey = {
  @description('Stored with what the key encrypts.')
  id: string

  @description('Name of the secret in the Key Vault.')
  secretName: string
}

@export()
@description('Payments by Stripe. See docs/billing.md.')
type Billing = {
  @description('What each price buys: id of the price at Stripe and a plan or a number of credits.')
  prices: { *: string }
  successUrl: string
  returnUrl: string

  @description('Names of the secrets in the Key Vault: one, or the old and the new one during a rotation.')
  webhookSecretNames: string[]
}

@export()
@description('Sign-in of the studio page at an OpenID Connect issuer. See docs/identity.md.')
type PageSignIn = {
  @description('Address of the issuer. Null: identityAuthority.')
  authority: string?

  @description('Id of the public client that the page is registered as at the issuer.')
  clientId: string

  @description('Scopes that the page requests, separated by spaces.')
  scope: string
}

@export()
@description('Settings of the app that the templates cannot derive.')
type AppOptions = {
  @description('Public address without a path. Empty for the address of the function app.')
  publicBaseUrl: string

  @description('Origins of the frontends that call the API.')
  allowedOrigins: string[]

  @description('Address of an OpenID Connect provider, which publishes its keys. Null with configured keys.')
  identityAuthority: string?

  @description('The iss claim of tokens. Null: the metadata of the provider names it.')
  identityIssuer: string?
  identityAudience: string

  @description('Keys of an issuer that publishes none.')
  identityKeys: TokenKey[]

  @description('Claim of the roles of operators. Empty: tokens of the provider give no role.')
  identityRoleClaim: string

  @description('Operators without a role: issuer and subject, separated by a space.')
  adminSubjects: string[]

  @description('Names of the secrets in the Key Vault: one, or the old and the new one during a rotation.')
  @minLength(1)
  replicateWebhookSecretNames: string[]

  @description('Keys of the secrets of webhook endpoints: one, or the new and the old one during a rotation.')
  @minLength(1)
  endpointSecretKeys: SecretKey[]

  @description('Null: the studio page shows that sign-in is not set up.')
  page: PageSignIn?

  @description('Null without payments.')
  billing: Billing?

  @description('Further settings by the names of docs/configuration.md, with __ instead of colons.')
  extra: { *: string }
}

@export()
@description('Size and protection of PostgreSQL.')
type DatabaseSize = {
  skuName: string
  tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'
  storageSizeGB: int

  @minValue(7)
  @maxValue(35)
  backupRetentionDays: int
  geoRedundantBackup: bool
  highAvailability: 'Disabled' | 'SameZone' | 'ZoneRedundant'

  @description('Connections that one process of the app may open.')
  @minValue(2)
  poolSize: int
}

@export()
@description('Scale of the function app.')
type AppScale = {
  instanceMemoryMB: 512 | 2048 | 4096

  @minValue(1)
  @maxValue(1000)
  maximumInstanceCount: int

  @description('Instances for HTTP that always run. 0 scales to zero.')
  @minValue(0)
  alwaysReadyHttp: int
}
