import { type AccountRules, contactFields } from '@concord/domain'
import { AlreadyExists, type Dotdigital, type RoomConflict, roomIn, type Wanted } from '@concord/dotdigital'
import type { Conflict } from '../dotdigital-port.js'

interface Found {
  readonly missing: Wanted
  readonly conflicts: readonly Conflict[]
}

/** What the account lacks of Concord's own data fields and collections, and what stands in the way of which writes. */
export const lookFor = async (dotdigital: Dotdigital, { collections }: AccountRules): Promise<Found> => {
  const { orders, sellers } = collections
  const { missing, conflicts } = await roomIn(dotdigital, {
    dataFields: contactFields,
    collections: [
      { name: orders, scope: 'contact', type: 'orders' },
      { name: sellers, scope: 'account', type: 'custom' },
    ],
  })
  const holdsOf = ({ is, name }: RoomConflict): Conflict['holds'] =>
    is === 'data-field' ? ['contact', 'former'] : name === orders ? ['order'] : ['seller']
  return { missing, conflicts: conflicts.map((one) => ({ holds: holdsOf(one), detail: one.detail })) }
}

/** Creates what is missing; what exists stays as it is. */
export const prepare = async (dotdigital: Dotdigital, rules: AccountRules): Promise<readonly Conflict[]> => {
  const { missing, conflicts } = await lookFor(dotdigital, rules)
  for (const { name, type } of missing.dataFields) {
    await dotdigital.dataFields.create({ name, type, visibility: 'Private' }).catch((failure: unknown) => {
      if (!(failure instanceof AlreadyExists)) throw failure
    })
  }
  for (const { name, scope, type } of missing.collections) {
    await dotdigital.insight.ensureCollection(name, scope, type)
  }
  return conflicts
}
