import {
  type AccountRules,
  campaignFor,
  fatesOf,
  gate,
  impliedBy,
  messageOf,
  type Occurrence,
  type TriggerChannel,
  type TriggerOutcome,
  type TriggerRule,
} from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import { nameOf } from './plan.js'
import type { RecordedOrder } from './preview-port.js'

/** What would become of one occurrence, and by what it would go out. */
export interface TriggerStanding {
  readonly trigger: string
  readonly subject: string
  /** Like `sent by campaign 1001`, `waiting: in-dispute`, `withheld: too-late` or `no rule`. */
  readonly standing: string
  readonly why: readonly string[]
}

interface Looked {
  readonly config: ConcordConfig
  readonly now: Date
}

/**
 * What would become of everything an order implies, if it came now for the first time: order and consent are taken as read at
 * this moment, nothing as told before, and nobody as out of a list that was never asked for.
 */
export const standingsOf = (recorded: RecordedOrder, { config, now }: Looked): readonly TriggerStanding[] => {
  const { order, marketplace, returns, incidents } = recorded
  const rules = config.marketplaces[marketplace]
  const account = rules && config.accounts[rules.account]
  const ruleOf = ({ trigger }: Occurrence): TriggerRule | undefined =>
    account !== undefined && Object.hasOwn(account.triggers, trigger) ? account.triggers[trigger] : undefined
  const isWhole = rules !== undefined && 'values' in messageOf(order, rules)
  const implied = impliedBy(order, marketplace, { returns, incidents })
  const further = implied.filter((one) => ruleOf(one) !== undefined || !one.trigger.startsWith('partially-'))
  return fatesOf(implied, false, further).map(({ fate, ...occurrence }) => {
    const { trigger, subject } = occurrence
    const rule = ruleOf(occurrence)
    if (rule === undefined || account === undefined) return { trigger, subject, standing: 'no rule', why: [] }
    if (fate === 'overtaken') return { trigger, subject, standing: 'withheld: overtaken', why: [] }
    return { trigger, subject, ...passed({ recorded, occurrence, rule, account, isWhole, now }) }
  })
}

interface Passing {
  readonly recorded: RecordedOrder
  readonly occurrence: Occurrence
  readonly rule: TriggerRule
  readonly account: AccountRules
  /** Whether every link of the message resolves. */
  readonly isWhole: boolean
  readonly now: Date
}

const passed = ({
  recorded,
  occurrence,
  rule,
  account,
  isWhole,
  now,
}: Passing): Omit<TriggerStanding, 'trigger' | 'subject'> => {
  const { order, returns, sellerState, profileId, consent, locale } = recorded
  const { inDisputeSince, disputeEndedAt, incidents } = recorded
  const { outcome, proof } = gate({
    ...{ rule, occurrence, order, returns, sellerState, profileId, now },
    ...{ inDisputeSince, disputeEndedAt, incidents },
    ...{ coolDownDays: account.coolDownDays, disputeLimitDays: account.disputeLimitDays },
    consent: consent && { ...consent, learnedAt: now.toISOString(), optedOutOf: consent.optedOutOf ?? [] },
    readAt: now.toISOString(),
  })
  if (outcome.state !== 'open') return { standing: wordsOf(outcome), why: proof }
  const carrier = carrierOf(rule.channel, locale)
  if (carrier === undefined) return { standing: wordsOf({ state: 'waiting', reason: 'not-mapped' }), why: proof }
  if (!isWhole) return { standing: wordsOf({ state: 'waiting', reason: 'links-unresolved' }), why: proof }
  return { standing: `sent by ${carrier}`, why: proof }
}

const wordsOf = ({ state, reason }: TriggerOutcome): string => `${state}: ${reason}`

/** Undefined where no campaign is named for the customer's language, nor a default. */
const carrierOf = (channel: TriggerChannel, locale?: string): string | undefined => {
  if ('program' in channel) return `program ${channel.program}`
  if ('listEntry' in channel) return `list ${channel.listEntry}`
  if ('event' in channel) return `event ${channel.event}`
  const campaign = campaignFor(channel.campaigns, locale)
  return campaign === undefined ? undefined : `campaign ${campaign}`
}

export interface TriggerDifference {
  readonly trigger: string
  readonly subject: string
  readonly before: string
  readonly after: string
  /** What the gate goes by under the draft, or under the running rules where the draft has none. */
  readonly why: readonly string[]
}

/** Both lists are of one order, and so of the same occurrences. */
export const triggerDifferences = (
  before: readonly TriggerStanding[],
  after: readonly TriggerStanding[],
): readonly TriggerDifference[] => {
  const was = new Map(before.map((standing) => [nameOf(standing), standing]))
  return after.flatMap(({ trigger, subject, standing, why }) => {
    const former = was.get(nameOf({ trigger, subject }))
    if (former === undefined || former.standing === standing) return []
    return [{ trigger, subject, before: former.standing, after: standing, why: why.length > 0 ? why : former.why }]
  })
}
