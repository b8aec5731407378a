import type { ReadyTrigger, Triggers } from './ports.js'
import { isSameSuppression, type Suppression, type SuppressionNeeds, suppressionReader } from './suppression.js'

/** A trigger that passed the gate. */
export interface Opened {
  readonly trigger: ReadyTrigger
  readonly proof: readonly string[]
  /** What the suppression set said as it did. */
  readonly suppression: Suppression
  /** What its message is filled with; each link in it resolves. */
  readonly values: Readonly<Record<string, string>>
}

interface TakeNeeds extends SuppressionNeeds {
  readonly triggers: Pick<Triggers, 'intend' | 'putBack'>
}

/**
 * Marks sends as intended, as far as no other replica has; of whom the suppression set says something else by now is
 * looked at anew.
 */
export const take = async <Member extends Opened>(
  needs: TakeNeeds,
  ready: readonly Member[],
): Promise<readonly Member[]> => {
  const { triggers, now } = needs
  const taken = await triggers.intend(
    ready.map(({ trigger }) => trigger),
    now().toISOString(),
  )
  const mine = ready.filter(({ trigger }) => taken.includes(trigger))
  const findSuppressed = suppressionReader(needs)
  const said = await Promise.all(mine.map(({ trigger }) => findSuppressed(trigger)))
  const isSame = ({ suppression }: Member, index: number): boolean =>
    isSameSuppression(suppression, said[index] ?? 'unread')
  const changed = mine.filter((one, index) => !isSame(one, index)).map(({ trigger }) => trigger)
  if (changed.length > 0) await triggers.putBack(changed, now().toISOString())
  return mine.filter(isSame)
}
