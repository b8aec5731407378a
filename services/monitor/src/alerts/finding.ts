import type { AlertType, Blanks, Owner, RecordKey, Severity } from '@concord/domain'

/** Within what something is wrong; what explains it is looked for there. */
export interface Place {
  readonly marketplace?: string | undefined
  readonly account?: string | undefined
  readonly service?: string | undefined
}

/** One of the things that an alert is about. */
export interface Example {
  readonly name: string
  /** Where it is a record. */
  readonly key?: RecordKey | undefined
}

/** Something that is wrong now. */
export interface Finding {
  readonly type: AlertType
  readonly place: Place
  /** Tells it from others of its type and place. */
  readonly group: string
  readonly owner: Owner
  readonly severity: Severity
  /** How many records, orders, messages or other things it is about. */
  readonly count: number
  /** A few of them, the worst first. */
  readonly examples: readonly Example[]
  readonly blanks: Blanks
}

/** What could not be looked for, anywhere or in one place: that it is absent there says nothing. */
export type Blind = AlertType | { readonly type: AlertType; readonly place: Place }

/** What was seen of one part of the world. */
export interface Seen {
  readonly findings: readonly Finding[]
  readonly blind: readonly Blind[]
}

/** Whether something of this type and place could not be seen; what is of no one place was seen only where all of it was. */
export const isHidden = ({ type, place }: Pick<Finding, 'type' | 'place'>, blind: readonly Blind[]): boolean =>
  blind.some((one) =>
    typeof one === 'string' ? one === type : one.type === type && (scopeOf(place) === '' || isWithin(place, one.place)),
  )

const placeParts = ['marketplace', 'account', 'service'] as const

const isWithin = (place: Place, whole: Place): boolean =>
  placeParts.every((part) => whole[part] === undefined || whole[part] === place[part])

export const mostExamples = 5

export const scopeOf = ({ marketplace, account, service }: Place): string => marketplace ?? account ?? service ?? ''

/** Findings of one key are one alert. */
export const keyOf = ({ type, place, group }: Pick<Finding, 'type' | 'place' | 'group'>): string =>
  JSON.stringify([type, scopeOf(place), group])

/** What all findings of a type, place and owner are gathered under: nobody is told of what others have to mend. */
export const crowdGroupOf = (owner: Owner): string => `* ${owner}`

export const crowdKeyOf = ({ type, place, owner }: Pick<Finding, 'type' | 'place' | 'owner'>): string =>
  keyOf({ type, place, group: crowdGroupOf(owner) })

/** The same, of what is known by its key and owner alone. */
export const crowdKeyIn = (key: string, owner: Owner): string => {
  const [type, scope] = JSON.parse(key) as readonly [string, string, string]
  return JSON.stringify([type, scope, crowdGroupOf(owner)])
}
