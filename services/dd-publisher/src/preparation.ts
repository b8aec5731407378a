import type { AccountRules } from '@concord/domain'
import type { Conflict, Platform } from './dotdigital-port.js'
import { AccountConflict } from './errors.js'
import type { PublishNeeds } from './publish.js'

interface Needs {
  readonly account: AccountRules
  readonly platform: Pick<Platform, 'prepare'>
}

/** Prepares the account once; what stands in the way of a kind of effect is looked at again each time it is asked for. */
export const preparing = ({ account, platform }: Needs): PublishNeeds['prepare'] => {
  let conflicts: readonly Conflict[] | undefined
  const inTheWayOf = (kind: string) => conflicts?.find(({ holds }) => holds.some((held) => held === kind))
  return async (kind) => {
    if (conflicts === undefined || inTheWayOf(kind) !== undefined) conflicts = await platform.prepare(account)
    const conflict = inTheWayOf(kind)
    if (conflict !== undefined) throw new AccountConflict(conflict.detail)
  }
}
