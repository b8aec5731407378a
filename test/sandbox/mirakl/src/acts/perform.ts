import { Problem } from '../problem.js'
import type { Deed, Doing } from './deed.js'
import type { Dossier } from './order.js'
import type { Rule } from './rule.js'
import { rules } from './rules.js'

type Scene = Pick<Doing, 'at' | 'addressesOf'>

/**
 * An order and all that hangs on it, after somebody did something to it.
 *
 * @throws Problem 400 in Mirakl's words for what cannot be done to it now; nothing is changed then
 */
export const perform = (dossier: Dossier, deed: Deed, scene: Scene): Dossier => {
  const rule = rules.get(deed.act)
  if (rule === undefined) throw new Problem(400, `There is no act '${deed.act}'`)
  const { order_id: id, order_state: state } = dossier.order
  if (!rule.from.includes(state)) {
    const expected = rule.from.map((each) => `'${each}'`).join(' or ')
    throw cannot('order', id, `to status '${rule.to}'. The order does not have the expected status ${expected}`)
  }
  refuseWhatIsNotTaken(rule, deed)
  const targets = chosen(rule, deed, rule.targets(dossier), id)
  return rule.does(dossier, { ...deed, ...scene, targets })
}

/** Whether `perform` would do it, but for what it is told of amounts and reasons. */
export const isPossible = (dossier: Dossier, deed: Deed): boolean => {
  const rule = rules.get(deed.act)
  if (rule?.from.includes(dossier.order.order_state) !== true) return false
  const possible = rule.targets(dossier)
  return possible.length > 0 && namedIn(rule, deed).every((id) => possible.includes(id))
}

const cannot = (what: string, id: string, why: string): Problem =>
  new Problem(400, `Cannot update the ${what} with id '${id}' ${why}.`)

const refuseWhatIsNotTaken = ({ on, takes }: Rule, { act, ...told }: Deed): void => {
  const known: readonly string[] = [...takes, on, ...(on === 'lines' ? ['line'] : [])]
  const [unknown] = Object.keys(told).filter((name) => !known.includes(name))
  if (unknown !== undefined) throw new Problem(400, `The act '${act}' does not take '${unknown}'`)
}

/** What is named; where nothing is, all lines, or the only one it can be. */
const chosen = (rule: Rule, deed: Deed, possible: readonly string[], order: string): readonly string[] => {
  const named = namedIn(rule, deed)
  const what = rule.on === 'lines' || rule.on === 'line' ? 'order line' : rule.on
  const [other] = named.filter((id) => !possible.includes(id))
  if (other !== undefined) throw cannot(what, other, `to status '${rule.to}'. It is not possible now`)
  if (possible.length === 0) throw cannot('order', order, `to status '${rule.to}'. It is not possible now`)
  if (named.length > 0) return named
  if (rule.on === 'lines' || possible.length === 1) return possible
  throw new Problem(400, `Say which ${rule.on} of ${possible.join(', ')}`)
}

const namedIn = ({ on }: Rule, deed: Deed): readonly string[] => {
  if (on === 'order') return []
  if (on === 'lines') return deed.lines ?? (deed.line === undefined ? [] : [deed.line])
  const id = deed[on]
  return id === undefined ? [] : [id]
}

export interface Possible {
  readonly act: string
  readonly by: string
  /** `line`, `refund` or `return`: the ids it can be done to. */
  readonly [target: string]: string | readonly string[]
}

/** What can be done to an order now. */
export const possibleActs = (dossier: Dossier): readonly Possible[] =>
  [...rules].flatMap(([act, { by, from, on, takes, targets }]) => {
    if (!from.includes(dossier.order.order_state)) return []
    const ids = targets(dossier)
    if (ids.length === 0) return []
    return [{ act, by, ...(on !== 'order' && { [on]: ids }), ...(takes.length > 0 && { takes }) }]
  })
