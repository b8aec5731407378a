import { type ConsentScope, scopesOf } from '@concord/domain'
import type { AccountConfig, ConcordConfig, Figure, Observe } from '@concord/runtime'
import { createLearner, type Learner, type LearnNeeds } from './learn.js'
import type { ConsentLedger, ConsentSource } from './ports.js'

interface Needs extends Pick<LearnNeeds, 'ledger' | 'hash' | 'now' | 'suppressed'> {
  readonly config: Pick<ConcordConfig, 'accounts' | 'alerts'>
  readonly sourceOf: (account: string) => ConsentSource
  readonly observe?: Observe | undefined
}

type Learners = Readonly<Record<string, Learner>>

/** One learner for each account. */
export const learnersOf = ({ config, sourceOf, observe = () => undefined, ...parts }: Needs): Learners =>
  Object.fromEntries(
    Object.values(config.accounts).map((account) => {
      const { id, fullReadEveryHours, consentTooOldMinutes } = account
      const onOptOutLearned = (seconds: number): void =>
        observe('concord_consent_learning_seconds', { account: id }, seconds)
      const makesContacts = account.newContacts !== 'never'
      const rules = {
        account: id,
        scopes: scopesNamed(account),
        fullReadEveryHours,
        consentTooOldMinutes,
        optOutMinutes: config.alerts.clocks.optOutMinutes,
        makesContacts,
      }
      return [id, createLearner({ ...rules, source: sourceOf(id), onOptOutLearned, ...parts })]
    }),
  )

/** The scopes that triggers of an account name. */
export const scopesNamed = ({ triggers }: Pick<AccountConfig, 'triggers'>): readonly ConsentScope[] => [
  ...new Set(Object.values(triggers).flatMap((rule) => scopesOf(rule))),
]

/** A scope that nobody was asked for would look as if nobody were out of it. */
export const isRead = async (
  ledger: ConsentLedger,
  account: string,
  scopes: readonly ConsentScope[],
): Promise<boolean> => {
  const last = await ledger.lastRead(account)
  return last !== undefined && scopes.every((scope) => last.scopes.includes(scope))
}

/** Figures of each account, after its name. */
export const figuresOf = async (learners: Learners): Promise<Readonly<Record<string, number>>> => {
  const figures = await Promise.all(
    Object.entries(learners).map(async ([account, learner]) =>
      Object.entries(await learner.figures()).map(([name, figure]): [string, number] => [`${account}.${name}`, figure]),
    ),
  )
  return Object.fromEntries(figures.flat())
}

/** When each account was last read to the end; nothing of one that never was. */
export const readingsIn = async (
  ledger: Pick<ConsentLedger, 'lastRead'>,
  accounts: readonly string[],
): Promise<readonly Figure[]> => {
  const readings = await Promise.all(
    accounts.map(async (account) => ({ account, readAt: (await ledger.lastRead(account))?.readAt })),
  )
  return readings.flatMap(({ account, readAt }) =>
    readAt === undefined
      ? []
      : [{ name: 'concord_consent_read_timestamp_seconds', labels: { account }, value: Date.parse(readAt) / 1_000 }],
  )
}
