// What does the core of @cloud-copilot/iam-simulate answer to simulation cases? A bridge over JSON Lines.
//
//   node iam_simulate_runner.mjs MODULES            cases on stdin; {"decision": …} or {"error": …} a line on stdout
//   node iam_simulate_runner.mjs MODULES SECONDS    cases on stdin; {"rate": evaluations a second} on stdout
//
// MODULES is a node_modules folder outside of this repository. The program there is only called: its checked door
// drops context keys and actions that its data does not list, so the core is called by the signatures it declares.

import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

const [modules, seconds] = process.argv.slice(2)
const load = (path) => import(pathToFileURL(resolve(modules, '@cloud-copilot', path)).href)
const { authorize } = await load('iam-simulate/dist/esm/core_engine/CoreSimulatorEngine.js')
const { AwsRequestImpl } = await load('iam-simulate/dist/esm/request/request.js')
const { RequestContextImpl } = await load('iam-simulate/dist/esm/requestContext.js')
const { DiscoveryContextKeyConstraints } = await load(
  'iam-simulate/dist/esm/context_keys/discoveryContextKeyConstraints.js',
)
const { anonymousPrincipal } = await load('iam-simulate/dist/esm/index.js')
const { loadPolicy } = await load('iam-policy/dist/esm/index.js')

const DECISIONS = { Allowed: 'allowed', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' }
const simulationParameters = {
  simulationMode: 'Strict',
  discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints(),
}

function read(policy, name) {
  if (policy === null || policy === undefined) return undefined
  return loadPolicy(typeof policy === 'string' ? JSON.parse(policy) : policy, { name })
}

const named = (entries) => (entries ?? []).map(({ name, policy }) => read(policy, name))
const someNamed = (entries) => (entries?.length ? named(entries) : undefined)
const levels = (entries) =>
  (entries ?? []).map(({ level, policies }) => ({ orgIdentifier: level, policies: named(policies) }))

function authorization({ request, policies, wildcardOnlyAction }) {
  const resource = { resource: request.resource.arn, accountId: request.resource.accountId }
  const context = new RequestContextImpl(request.context ?? {})
  const principal = request.principal ?? anonymousPrincipal
  return {
    request: new AwsRequestImpl(principal, resource, request.action, context, wildcardOnlyAction ?? false),
    identityPolicies: named(policies.identity),
    resourcePolicy: read(policies.resource, 'resource'),
    sessionPolicy: read(policies.session, 'session'),
    serviceControlPolicies: levels(policies.scps),
    resourceControlPolicies: levels(policies.rcps),
    permissionBoundaries: someNamed(policies.boundary),
    vpcEndpointPolicies: someNamed(policies.endpoint),
    simulationParameters,
  }
}

function answer(line) {
  try {
    const { result, blockedBy } = authorize(authorization(JSON.parse(line)))
    return { decision: DECISIONS[result] ?? String(result), blockedBy: blockedBy ?? null }
  } catch (error) {
    return { error: String(error) }
  }
}

function rate(requests) {
  const start = process.hrtime.bigint()
  const end = start + BigInt(Math.round(Number(seconds) * 1e9))
  let count = 0
  while (process.hrtime.bigint() < end) {
    for (const each of requests) authorize(each)
    count += requests.length
  }
  return count / (Number(process.hrtime.bigint() - start) / 1e9)
}

const lines = (await text(process.stdin)).split('\n').filter(Boolean)
if (seconds === undefined) {
  process.stdout.write(lines.map((line) => JSON.stringify(answer(line)) + '\n').join(''))
} else {
  const requests = lines.map((line) => authorization(JSON.parse(line)))
  process.stdout.write(JSON.stringify({ rate: rate(requests) }) + '\n')
}
