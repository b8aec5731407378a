import {
  type AccountRules,
  explainTrigger,
  type MarketplaceRules,
  TransientFailure,
  type TriggerChannel,
  type TriggerOutcome,
} from '@concord/domain'
import type { Platform } from './dotdigital-port.js'
import { AllowanceUsedUp, type ComeAgain, isToComeAgain, SendInDoubt, WriteRefused } from './errors.js'
import type { Opened } from './opened.js'
import type { Decided, ReadyTrigger, Triggers } from './ports.js'
import type { SuppressionNeeds } from './suppression.js'

export interface SendNeeds extends SuppressionNeeds {
  readonly account: AccountRules
  readonly rulesOf: (marketplace: string) => MarketplaceRules
  readonly triggers: Triggers
  readonly platform: Platform
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** A gate that stays shut, and when it is worth another look. */
export const closed = (
  { now }: SendNeeds,
  trigger: ReadyTrigger,
  outcome: TriggerOutcome,
  proof: readonly string[],
): Decided => ({
  trigger,
  outcome,
  proof: [...proof, explainTrigger(outcome).sentence],
  lookAt: new Date(now().getTime() + hourMs).toISOString(),
})

type ChannelName = TriggerChannel extends infer Channel ? (Channel extends unknown ? keyof Channel : never) : never

export interface OnChannel<Name extends ChannelName> {
  readonly one: Opened
  readonly channel: Extract<TriggerChannel, Readonly<Record<Name, unknown>>>
}

/** Those that this channel carries. */
export const carriedBy = <Name extends ChannelName>(
  name: Name,
  { account }: SendNeeds,
  opened: readonly Opened[],
): readonly OnChannel<Name>[] =>
  opened.flatMap((one) => {
    const channel = account.triggers[one.trigger.occurrence.trigger]?.channel
    return channel !== undefined && name in channel ? [{ one, channel: channel as OnChannel<Name>['channel'] }] : []
  })

interface Send<Member, Result> {
  readonly call: (batch: readonly Member[]) => Promise<Result>
  readonly done: (batch: readonly Member[], result: Result) => Promise<void>
}

/** Makes a send. One that is refused as a whole is made in halves, so that only whoever is at fault is held back. */
export const attempt = async <Member extends Opened, Result>(
  needs: SendNeeds,
  batch: readonly Member[],
  send: Send<Member, Result>,
): Promise<void> => {
  if (batch.length === 0) return
  let result: Result
  try {
    result = await send.call(batch)
  } catch (failure) {
    if (!(failure instanceof WriteRefused) || batch.length === 1) return notSent(needs, batch, failure)
    const middle = Math.ceil(batch.length / 2)
    const halves = [batch.slice(0, middle), batch.slice(middle)]
    const outcomes = await Promise.allSettled(halves.map((half) => attempt(needs, half, send)))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return
  }
  await send.done(batch, result)
}

/** A send in doubt is unknown for ever, a refused one is withheld; one that never left is put back. */
const notSent = async (needs: SendNeeds, batch: readonly Opened[], failure: unknown): Promise<void> => {
  const { triggers, now } = needs
  const decide = (outcome: TriggerOutcome): Promise<void> =>
    triggers.conclude(batch.map(({ trigger, proof }) => ({ trigger, proof, outcome })))

  if (isToComeAgain(failure)) return triggers.conclude(batch.map((one) => waitingFor(needs, one, failure)))
  if (failure instanceof AllowanceUsedUp) {
    return triggers.conclude(batch.map(({ trigger, proof }) => allowanceWait(needs, trigger, proof)))
  }
  if (failure instanceof WriteRefused) {
    return decide({ state: 'withheld', reason: 'refused-by-dotdigital', detail: failure.detail })
  }
  if (failure instanceof SendInDoubt) await decide({ state: 'unknown', reason: 'answer-lost' })
  else
    await triggers.putBack(
      batch.map(({ trigger }) => trigger),
      new Date(now().getTime() + comeAgainMs(failure)).toISOString(),
    )
  throw failure
}

/** What only has to come again, with the word for what it waits for until then. */
export const waitingFor = (
  { now }: SendNeeds,
  { trigger, proof }: Pick<Opened, 'trigger' | 'proof'>,
  failure: ComeAgain,
): Decided => {
  const outcome = { state: 'waiting', reason: failure.waitsFor } as const
  const lookAt = new Date(now().getTime() + comeAgainMs(failure)).toISOString()
  return { trigger, outcome, proof: [...proof, explainTrigger(outcome).sentence], lookAt }
}

const comeAgainMs = (failure: unknown): number =>
  (failure instanceof TransientFailure ? failure.retryAfterMs : undefined) ?? 5_000

const allowanceWait = ({ now }: SendNeeds, trigger: ReadyTrigger, proof: readonly string[]): Decided => ({
  trigger,
  proof,
  outcome: { state: 'waiting', reason: 'enrolment-allowance' },
  lookAt: new Date(now().getTime() + 5 * minuteMs).toISOString(),
})
