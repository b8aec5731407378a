import { readFileSync } from 'node:fs'
import type { AccountRules, IdentityRules, MarketplaceRules } from '@concord/domain'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { accountEntry } from './account-entry.js'
import { alertEntry } from './alert-entry.js'
import { configuredId } from './configured-id.js'
import { faultsOf } from './environment.js'
import { ConfigurationRefused } from './errors.js'
import { yamlWords } from './fault-words.js'
import { marketplaceEntry } from './marketplace-entry.js'

const hasEntries = z.object({
  marketplaces: z.record(z.string(), z.looseObject({})),
  accounts: z.record(z.string(), z.unknown()),
})

/** One address is one contact of an account, so whoever shares an account must agree on whose an address is. */
const namespaceFaults = (marketplaces: z.infer<typeof hasEntries>['marketplaces']) => {
  const first = new Map<unknown, { readonly name: string; readonly namespace: unknown }>()
  return Object.entries(marketplaces).flatMap(([name, { account: used, emailNamespace: namespace }]) => {
    const earlier = first.get(used) ?? { name, namespace }
    first.set(used, earlier)
    if (typeof used !== 'string' || earlier.namespace === namespace) return []
    const message = `must be that of ${earlier.name}, which feeds the same account: one address is one contact there`
    return [{ path: ['marketplaces', name, 'emailNamespace'], message }]
  })
}

/** What `concord.yaml` may say: the business mapping, no addresses of servers and no secrets. */
export const ConcordConfig = z
  .strictObject({
    marketplaces: z.record(configuredId, marketplaceEntry),
    accounts: z.record(configuredId, accountEntry),
    alerts: alertEntry.prefault({}),
  })
  // Looked at beside other faults too, so that all are named at once.
  .superRefine(
    ({ marketplaces, accounts }, context) => {
      for (const [name, { account: used }] of Object.entries(marketplaces)) {
        if (typeof used !== 'string' || Object.hasOwn(accounts, used)) continue
        const path = ['marketplaces', name, 'account']
        const message = 'names no entry under accounts; add one, or correct the name'
        context.addIssue({ code: 'custom', path, message })
      }
      for (const fault of namespaceFaults(marketplaces)) context.addIssue({ code: 'custom', ...fault })
    },
    { when: ({ value }) => hasEntries.safeParse(value).success },
  )
  .transform(({ marketplaces, accounts, ...rest }) => ({
    ...rest,
    marketplaces: withIds(marketplaces),
    accounts: withIds(accounts),
  }))

export type ConcordConfig = z.infer<typeof ConcordConfig>
export type MarketplaceConfig = ConcordConfig['marketplaces'][string] & MarketplaceRules & IdentityRules
export type AccountConfig = ConcordConfig['accounts'][string] & AccountRules

const withIds = <T>(entries: Readonly<Record<string, T>>): Record<string, T & { id: string }> =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, id: name }]))

/** @throws ConfigurationRefused naming every fault with its path */
export const parseConcordConfig = (text: string): ConcordConfig => {
  const document = parseDocument(text, { prettyErrors: false })
  const lines = document.errors.map(({ pos: [at], code }) => `line ${lineAt(text, at)}: ${yamlWords(code)}`)
  if (lines.length > 0) throw new ConfigurationRefused('concord.yaml', [...new Set(lines)])
  const result = ConcordConfig.safeParse(document.toJS())
  if (result.success) return result.data
  throw new ConfigurationRefused('concord.yaml', faultsOf(result.error))
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** @throws ConfigurationRefused where there is no such file, or it has faults */
export const readConcordConfig = (path: string): ConcordConfig => parseConcordConfig(textOf(path))

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigurationRefused(path, ['it cannot be read; check CONCORD_CONFIG'])
  }
}

/** The entry of that name; a record of an unknown marketplace cannot get past the door, so a miss is our bug. */
export const entryOf = <T>(entries: Readonly<Record<string, T>>, name: string): T => {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
  if (entry === undefined) throw new Error(`concord.yaml has no entry ${name}`)
  return entry
}
