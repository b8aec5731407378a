import type { Instant, Kind, RecordKey, RecordState } from '@concord/domain'
import { kinds, recordReasons, recordStates } from '@concord/domain'
import type { Person } from '@concord/runtime'
import { z } from 'zod'

const names = z.array(z.string().min(1).max(500)).min(1).max(10_000)

const key = z
  .string()
  .max(500)
  .regex(new RegExp(`^[^:]+:(${kinds.join('|')}):.`), 'must be <marketplace>:<kind>:<id>, like north:order:O1-A')

const reasons = Object.values(recordReasons).flatMap((ofState) => Object.keys(ofState))

const instant = z.iso.datetime({ offset: true }).transform((text): Instant => new Date(text).toISOString())

const criteria = {
  marketplace: z.string().min(1).optional().describe('Its name in concord.yaml'),
  ids: names.optional().describe('Ids of orders, returns or sellers, as the marketplace gives them'),
  keys: z
    .array(key)
    .min(1)
    .max(10_000)
    .optional()
    .describe('Record keys, like north:order:O1-A; beside `ids`, either may match'),
  kinds: z.array(z.enum(kinds)).min(1).optional(),
  states: z.array(z.enum(recordStates)).min(1).optional(),
  reasons: z
    .array(z.enum([...new Set(reasons)]))
    .min(1)
    .max(50)
    .optional()
    .describe('As the runbook lists them, without the state'),
  acceptedFrom: instant.optional().describe('The first instant'),
  acceptedTo: instant.optional().describe('The instant after the last'),
}

/** Which records to replay: those that meet every criterion given. */
export type ReplayCriteria = z.infer<z.ZodObject<typeof criteria>>

/** A replay somebody asks for; a dry run counts and changes nothing. */
export const ReplayRequest = z
  .strictObject({ ...criteria, dryRun: z.boolean().default(false) })
  .superRefine(({ dryRun, ...given }, context) => {
    void dryRun
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (Object.keys(given).length === 0)
      fault('criteria', 'must be at least one: without any, everything ever accepted would be replayed')
    if (given.ids !== undefined && given.marketplace === undefined)
      fault('marketplace', 'must be given beside ids, which several marketplaces may share')
    if ((given.acceptedFrom ?? '') >= (given.acceptedTo ?? '~')) fault('acceptedTo', 'must be later than acceptedFrom')
  })

/** The record keys that are named, or undefined where none is. */
export const keysNamed = ({ marketplace, ids, keys }: ReplayCriteria): readonly RecordKey[] | undefined => {
  if (ids === undefined && keys === undefined) return undefined
  const ofIds = (ids ?? []).flatMap((id) => kinds.map((kind) => `${marketplace ?? ''}:${kind}:${id}`))
  return [...new Set([...(keys ?? []), ...ofIds])]
}

/** What a replay would do, or has to do. */
export interface ReplayCounts {
  /** Records that are replayed. */
  readonly shares: readonly { readonly kind: Kind; readonly state: RecordState; readonly count: number }[]
  /** Left out: settled, and the payload is past the retention. */
  readonly expired: number
  /** Left out: a newer version of the same key stands for them. */
  readonly superseded: number
}

/** What a replay has done so far. */
export interface ReplayProgress {
  readonly handedOn: number
  /** Invalid when they came, and valid to today's parsers: a new record took their place. */
  readonly parsedAnew: number
  readonly stillInvalid: number
  readonly expired: number
  readonly superseded: number
}

export const noProgress: ReplayProgress = { handedOn: 0, parsedAnew: 0, stillInvalid: 0, expired: 0, superseded: 0 }

export interface Replay {
  readonly id: string
  readonly criteria: ReplayCriteria
  readonly counts: ReplayCounts
  readonly progress: ReplayProgress
  readonly requestedAt: Instant
  readonly finishedAt?: Instant | undefined
}

/** Replays that were asked for, durably, and how far they have come. */
export interface Replays {
  /** What a replay would do; changes nothing. */
  count(criteria: ReplayCriteria): Promise<ReplayCounts>
  /**
   * Writes a request down; what is accepted later is no part of it. Under an id that is given, only once. A person who asks
   * for it stands in the trail.
   */
  request(criteria: ReplayCriteria, asked?: { readonly id?: string; readonly by?: Person }): Promise<Replay>
  /** Carries out the next batch of the oldest unfinished one; answers whether there may be more. */
  carryOn(dueAt: Instant): Promise<boolean>
  find(id: string): Promise<Replay | undefined>
  /** The newest first, at most a hundred. */
  list(): Promise<readonly Replay[]>
  unfinished(): Promise<number>
}

/** What becomes of a record that is replayed. */
export type Fate = keyof ReplayProgress | 'parse'

interface Standing {
  readonly state: string
  readonly reason: string
  readonly isSuperseded: boolean
  readonly isHeld: boolean
}

export const isUnsettled = (state: string): boolean => state === 'in-flight' || state === 'waiting'

export const fateOf = ({ state, reason, isSuperseded, isHeld }: Standing): Fate => {
  if (isSuperseded) return 'superseded'
  if (!isHeld) return 'expired'
  return state === 'quarantined' && reason === 'invalid' ? 'parse' : 'handedOn'
}

const mostNames = 100

/** As the trail shows them: of many names the first hundred, and how many there are. */
export const criteriaShown = ({ ids, keys, ...rest }: ReplayCriteria): Readonly<Record<string, unknown>> => ({
  ...rest,
  ...(ids && { ids: ids.slice(0, mostNames), idsNamed: ids.length }),
  ...(keys && { keys: keys.slice(0, mostNames), keysNamed: keys.length }),
})
