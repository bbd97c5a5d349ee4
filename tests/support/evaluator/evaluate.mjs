// Decides requests on policies, one JSON document a line: {"policy", "requests": [{"action", "resource", "context"}]}.
// Answers with a line each: a list of true (allowed), false (denied) or a text that says what failed.
//
// It only calls @cloud-copilot/iam-simulate, the witness that tests/evaluator.rs holds the program against.

import { createInterface } from 'node:readline'
import { runSimulation } from '@cloud-copilot/iam-simulate'

// Everybody asks about devices and users of their own account.
async function decide(policy, { action, resource, context }) {
  const account = resource.split(':')[4]
  const simulation = {
    request: {
      principal: `arn:aws:iam::${account}:user/zed`,
      action,
      resource: { resource, accountId: account },
      contextVariables: context
    },
    identityPolicies: [{ name: 'policy', policy }],
    serviceControlPolicies: [],
    resourceControlPolicies: []
  }
  const result = await runSimulation(simulation, {})
  if (result.errors || result.resultType === 'error') {
    return JSON.stringify(result.errors)
  }
  return (result.overallResult ?? result.result?.analysis?.result ?? result.analysis?.result) === 'Allowed'
}

for await (const line of createInterface({ input: process.stdin })) {
  const { policy, requests } = JSON.parse(line)
  const answers = []
  for (const request of requests) {
    answers.push(await decide(policy, request))
  }
  console.log(JSON.stringify(answers))
}
