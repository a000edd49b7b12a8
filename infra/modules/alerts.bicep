// Alerts by log queries. docs/operations.md tells what each one means and what to do. AlertTests holds the texts and the
// names of functions against the code.

param name string
param location string
param tags object
param workspaceId string

@description('Address that alerts are sent to. Empty for none.')
param email string

@description('Name of the rule, its query, and the number of rows at which it fires.')
var rules = [
  {
    name: 'alarm'
    severity: 0
    about: 'A log line of level Critical that begins with ALARM.'
    query: 'AppTraces | where Message startswith "ALARM"'
    fewerThan: 0
  }
  {
    name: 'poison-queue'
    severity: 1
    about: 'A poison queue was not empty: a message failed five times.'
    query: 'AppRequests | where Name in ("StartPredictionPoison", "CompletePredictionPoison", "SendDeliveryPoison")'
    fewerThan: 0
  }
  {
    name: 'oldest-pending'
    severity: 1
    about: 'A prediction is pending for more than two minutes.'
    query: 'AppTraces | where Message startswith "The oldest pending prediction waits for"'
    fewerThan: 0
  }
  {
    name: 'reconciler-silent'
    severity: 1
    about: 'No round of the reconciler succeeded for five minutes.'
    query: 'AppRequests | where Name == "ReconcilePredictions" and Success == true'
    fewerThan: 1
  }
  {
    name: 'webhooks-refused'
    severity: 1
    about: 'At least five deliveries, and more than a tenth of them, were answered 401.'
    query: 'AppRequests | where Name in ("ReplicateWebhook", "StripeWebhook", "StripeWebhookBefore") | summarize refused = countif(ResultCode == "401"), all = count() by Name | where refused >= 5 and refused * 10 > all'
    fewerThan: 0
  }
  {
    name: 'replicate-credit'
    severity: 0
    about: 'Replicate answered 402: the account has no credit left.'
    query: 'AppTraces | where Message startswith "Replicate rejected the account (HTTP 402)"'
    fewerThan: 0
  }
]

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'renders'
    emailReceivers: empty(email) ? [] : [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${rule.name}-${name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.about
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT5M'
      autoMitigate: true
      // The tables exist only after the first log line.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.fewerThan == 0 ? 'GreaterThan' : 'LessThan'
            threshold: rule.fewerThan
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [receivers.id] }
    }
  }
]
