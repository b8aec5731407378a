import {
  type AccountConnection,
  CommonSettings,
  type ConcordConfig,
  ConfigurationRefused,
  type MarketplaceConnection,
  parseConcordConfig,
  readAccounts,
  readAlertChannels,
  readEnvironment,
  readMarketplaces,
  readWebhookSenders,
} from '@concord/runtime'
import { fault, type Finding, ok } from './finding.js'
import type { Environment } from './surroundings.js'

export interface Configured {
  readonly findings: readonly Finding[]
  readonly config?: ConcordConfig | undefined
  /** Undefined where a variable of any of them is wrong. */
  readonly marketplaces?: Readonly<Record<string, MarketplaceConnection>> | undefined
  readonly accounts?: Readonly<Record<string, AccountConnection>> | undefined
}

/** Everything that is wrong with the text and the environment, at once and without a value. */
export const checkConfiguration = (path: string, text: string, environment: Environment): Configured => {
  const parsed = reading(
    () => parseConcordConfig(text),
    `Correct it in ${path}; test/sandbox/concord.yaml is a complete example.`,
  )
  const config = parsed.value
  if (config === undefined) return { findings: parsed.findings }
  const remedy = 'Set this variable, or name a file that holds it by the same name with _FILE behind it.'
  const marketplaces = reading(() => readMarketplaces(config, environment), remedy)
  const accounts = reading(() => readAccounts(config, environment), remedy)
  const senders = reading(() => readWebhookSenders(config, environment), remedy)
  const channels = reading(() => readAlertChannels(config.alerts, environment), remedy)
  const common = isDistributed(environment)
    ? reading(() => readEnvironment(CommonSettings, { CONCORD_CONFIG: path, ...environment }), remedy)
    : { findings: [] }
  const ofEnvironment = [marketplaces, accounts, senders, channels, common].flatMap(({ findings }) => findings)
  const fine = ofEnvironment.length === 0 ? [ok('environment', 'complete for these marketplaces and accounts')] : []
  return {
    findings: [ok(path, shapeOf(config)), ...ofEnvironment, ...fine],
    ...{ config, marketplaces: marketplaces.value, accounts: accounts.value },
  }
}

/** Each service as a process of its own needs the servers too. */
const isDistributed = (environment: Environment): boolean =>
  ['RABBITMQ_URL', 'POSTGRES_URL'].some((name) => (environment[name] ?? '') !== '')

const shapeOf = ({ marketplaces, accounts }: ConcordConfig): string =>
  `valid: ${counted(Object.keys(marketplaces), 'marketplace')}, ${counted(Object.keys(accounts), 'account')}`

const counted = (names: readonly string[], noun: string): string =>
  `${names.length} ${noun}${names.length === 1 ? '' : 's'} (${names.join(', ')})`

interface Read<T> {
  readonly value?: T
  readonly findings: readonly Finding[]
}

const reading = <T>(read: () => T, remedy: string): Read<T> => {
  try {
    return { value: read(), findings: [] }
  } catch (failure) {
    if (failure instanceof ConfigurationRefused) return { findings: faultFindings(failure.faults, remedy) }
    throw failure
  }
}

/** A fault is `<field>: <what is wrong with it>`. */
export const faultFindings = (faults: readonly string[], remedy: string): readonly Finding[] =>
  faults.map((text) => {
    const at = text.indexOf(': ')
    return at === -1 ? fault('configuration', text, remedy) : fault(text.slice(0, at), text.slice(at + 2), remedy)
  })
