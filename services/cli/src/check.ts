import { type AccountConnection, type ConcordConfig, entryOf } from '@concord/runtime'
import { assumed, capacityFindings, type Expected, measured } from './capacity.js'
import { checkAccount } from './check-account.js'
import { checkConfiguration } from './check-configuration.js'
import { checkLinks } from './check-links.js'
import { checkMarketplace } from './check-marketplace.js'
import { fault, type Finding, note } from './finding.js'
import { CannotRun } from './errors.js'
import type { TierLeft, World } from './ports.js'
import type { Environment } from './surroundings.js'

export interface CheckNeeds extends Pick<World, 'openMarketplace' | 'openAccount' | 'publisher' | 'visit'> {
  readonly path: string
  readonly text: string
  readonly environment: Environment
  /** Where links are to be asked for: how many of the newest orders. */
  readonly linksOfLast?: number | undefined
  /** What to expect, where it is not to be measured. */
  readonly ordersPerDay?: number | undefined
}

/** Looks at the configuration, then at everything it points at. Reads only. */
export const check = async (needs: CheckNeeds): Promise<readonly Finding[]> => {
  const { findings, config, marketplaces, accounts } = checkConfiguration(needs.path, needs.text, needs.environment)
  if (config === undefined) return findings
  const looked = await Promise.all([
    ...Object.values(marketplaces === undefined ? {} : config.marketplaces).map((rules) =>
      opened(needs.openMarketplace(entryOf(marketplaces ?? {}, rules.id), rules.calls), (one) =>
        checkMarketplace(rules, one),
      ),
    ),
    accounts === undefined ? [] : checkAccounts(needs, config, accounts),
    needs.linksOfLast === undefined ? [] : linkFindings(needs, needs.linksOfLast),
  ])
  return [...findings, ...looked.flat()]
}

const opened = async <T extends { close(): Promise<void> }>(
  one: T,
  look: (one: T) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return await look(one)
  } finally {
    await one.close()
  }
}

const checkAccounts = async (
  needs: CheckNeeds,
  config: ConcordConfig,
  connections: Readonly<Record<string, AccountConnection>>,
): Promise<readonly Finding[]> => {
  const volumes = await volumesOf(needs)
  const looked = Object.values(config.accounts).map((rules) =>
    opened(needs.openAccount(entryOf(connections, rules.id)), async (account) => {
      const marketplaces = Object.values(config.marketplaces)
        .filter((marketplace) => marketplace.account === rules.id)
        .map(({ id }) => id)
      const findings = await checkAccount({ rules, marketplaces, account })
      return [...findings, ...capacity(rules, volumes, account.rates())]
    }),
  )
  return [...volumes.findings, ...(await Promise.all(looked)).flat()]
}

interface Volume {
  readonly of: ((rules: ConcordConfig['accounts'][string]) => readonly Expected[]) | undefined
  readonly findings: readonly Finding[]
}

/** What is said counts before what was measured. */
const volumesOf = async ({ ordersPerDay, publisher }: CheckNeeds): Promise<Volume> => {
  if (ordersPerDay !== undefined) {
    return { of: ({ triggers }) => assumed(Object.keys(triggers), ordersPerDay), findings: [] }
  }
  try {
    const told = await publisher.volumes()
    return { of: ({ id }) => measured(told, id), findings: [] }
  } catch (failure) {
    if (!(failure instanceof CannotRun)) throw failure
    const remedy = 'Start Concord, or say how many orders to expect: --orders-per-day.'
    return { of: undefined, findings: [note('capacity', `was not looked at: ${failure.message}`, remedy)] }
  }
}

const capacity = (
  rules: ConcordConfig['accounts'][string],
  { of }: Volume,
  rates: readonly TierLeft[],
): readonly Finding[] => (of === undefined ? [] : capacityFindings(rules, of(rules), rates))

/** Which orders there are only the publisher knows. */
const linkFindings = async ({ publisher, text, visit }: CheckNeeds, last: number): Promise<readonly Finding[]> => {
  try {
    const { links, orders } = await publisher.preview(text, last)
    if (orders === 0) return [note('links', 'there are no recorded orders yet whose links could be asked for')]
    return await checkLinks(links, visit)
  } catch (failure) {
    if (!(failure instanceof CannotRun)) throw failure
    return [
      fault(
        'links',
        `were not asked for: ${failure.message}`,
        'Start Concord, and say where it answers by PUBLISHER_URL.',
      ),
    ]
  }
}
