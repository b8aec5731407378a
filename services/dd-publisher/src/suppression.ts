import { type ConsentFact, type ConsentStatus, strictestOf } from '@concord/domain'
import type { SuppressionSet } from '@concord/storage'
import type { ReadyTrigger } from './ports.js'

/** What the suppression set says of a person now, at whichever of the addresses it forbids most. */
export type Suppression = ConsentFact | 'none' | 'unread'

export interface SuppressionNeeds {
  readonly account: { readonly id: string }
  readonly suppressed: SuppressionSet
  readonly now: () => Date
}

export type FindSuppression = (
  trigger: Pick<ReadyTrigger, 'addressHash' | 'otherAddressHashes'>,
) => Promise<Suppression>

/** A set that is away is not asked again by the same reader. */
export const suppressionReader = ({ account, suppressed, now }: SuppressionNeeds): FindSuppression => {
  let isAway = false
  const find = async (addressHash: string): Promise<ConsentFact | undefined> => {
    if (isAway) return undefined
    try {
      return suppressedNow((await suppressed.find(account.id, addressHash)) ?? 'unknown', now())
    } catch {
      isAway = true
      return undefined
    }
  }
  return async ({ addressHash, otherAddressHashes }) => {
    const [own, ...others] = await Promise.all([addressHash, ...otherAddressHashes].map(find))
    const said = others.filter((fact) => fact !== undefined)
    const strictest = strictestOf(own ?? suppressedNow('unknown', now()), said)
    if (strictest.status !== 'unknown') return strictest
    return own === undefined || said.length < others.length ? 'unread' : 'none'
  }
}

/** Whether the set says of somebody what it said before, whenever it was asked. */
export const isSameSuppression = (left: Suppression, right: Suppression): boolean => wordOf(left) === wordOf(right)

const wordOf = (suppression: Suppression): string =>
  typeof suppression === 'string' ? suppression : `is ${suppression.status}`

const suppressedNow = (status: ConsentStatus, now: Date): ConsentFact => ({
  status,
  source: 'suppressed-since',
  learnedAt: now.toISOString(),
})
