import { exceptionTypes, ownerOfException } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import { z } from 'zod'
import type { Facts } from './facts.js'
import { figureNames, type FigureName } from './texts/words.js'

/** What a hand-over keeps for the next one to compare itself with. No secret is in concord.yaml, and so none is in it. */
export const State = z.object({
  writtenAt: z.iso.datetime(),
  period: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  /** Each setting of concord.yaml by its path, defaults included. */
  settings: z.record(z.string(), z.string()),
  owners: z.record(z.string(), z.string()),
  figures: z.partialRecord(z.enum(figureNames), z.number()),
  /** Messages sent in the period, by trigger. */
  sent: z.record(z.string(), z.number()),
})
export type State = z.infer<typeof State>

export const stateOf = (facts: Facts): State => ({
  ...{ writtenAt: facts.writtenAt, period: facts.period, settings: settingsOf(facts.config) },
  owners: Object.fromEntries(exceptionTypes.map((type) => [type, ownerOfException(type)])),
  figures: headlinesOf(facts),
  sent: sentByTrigger(facts),
})

/** The figures that are compared from time to time; those nobody tells are left out. */
const headlinesOf = ({ books, figures }: Facts): Partial<Record<FigureName, number>> => {
  const waiting = countOf(books.records.shares, 'waiting')
  if (figures === undefined) return { waiting }
  const { received, records, triggers, exceptions } = figures
  return {
    ...{ received, waiting, delivered: countOf(records, 'delivered'), withheld: countOf(records, 'withheld') },
    ...{ quarantined: countOf(records, 'quarantined'), messagesSent: countOf(triggers, 'sent') },
    ...{ messagesWithheld: countOf(triggers, 'withheld'), messagesInDoubt: countOf(triggers, 'unknown') },
    exceptionsOpened: sum(exceptions.map(({ opened }) => opened)),
    exceptionsResolved: sum(exceptions.map(({ resolved }) => resolved)),
    exceptionsOpen: sum(exceptions.map(({ open }) => open)),
  }
}

const sentByTrigger = ({ figures }: Facts): Readonly<Record<string, number>> => {
  const shares = figures?.triggers ?? []
  return Object.fromEntries(
    shares.map(({ trigger }) => [
      trigger,
      countOf(
        shares.filter((one) => one.trigger === trigger),
        'sent',
      ),
    ]),
  )
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

interface Share {
  readonly state: string
  readonly count: number
}

export const countOf = (shares: readonly Share[], state: string): number =>
  sum(shares.filter((share) => share.state === state).map(({ count }) => count))

const settingsOf = ({ marketplaces, accounts, ...rest }: ConcordConfig): Readonly<Record<string, string>> =>
  Object.fromEntries(leavesOf({ ...rest, marketplaces: withoutIds(marketplaces), accounts: withoutIds(accounts) }))

/** An id is the name of its entry once more. */
const withoutIds = (entries: Readonly<Record<string, { readonly id: string }>>) =>
  Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => {
      const settings = Object.entries(entry).filter(([setting]) => setting !== 'id')
      return [name, Object.fromEntries(settings)]
    }),
  )

const leavesOf = (value: unknown, path: readonly string[] = []): readonly (readonly [string, string])[] => {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [[path.join('.'), scalarOf(value)]]
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return listed(value, path)
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]))
}

const listed = (values: readonly unknown[], path: readonly string[]): readonly (readonly [string, string])[] =>
  values.length === 0 ? [] : [[path.join('.'), values.map(scalarOf).join(', ')]]

const scalarOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
