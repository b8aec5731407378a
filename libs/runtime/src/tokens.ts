import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { ConfigurationRefused } from './errors.js'
import { type Person, type Role, roles } from './people.js'

export interface TokenOf extends Person {
  readonly token: string
}

/** Who shows this `Authorization` header, or undefined where nobody does. */
export type People = (authorization: string | undefined) => Person | undefined

const shortest = 16

/** As whom everybody passes who shows a token that is nobody's own. */
const shared = {
  API_TOKEN: { name: 'reader', role: 'viewer' },
  OPERATOR_TOKEN: { name: 'operator', role: 'operator' },
} as const satisfies Readonly<Record<string, Person>>

/** `name:role:token,…`; what is wrong is named by the place of the entry, since everything else in it may be a secret. */
export const tokensOfPeople = z
  .string()
  .default('')
  .transform((text, context): readonly TokenOf[] => {
    const entries = text.split(',').filter((entry) => entry.trim() !== '')
    const people = entries.map(partsOf)
    const faults = [...people.flatMap(faultsOf), ...sharedBy(people)]
    for (const message of faults) context.addIssue({ code: 'custom', message })
    return faults.length === 0 ? people : z.NEVER
  })

const partsOf = (entry: string): TokenOf => {
  const [name = '', role = '', ...token] = entry.trim().split(':')
  return { name, role: role as Role, token: token.join(':') }
}

const nobodys: readonly string[] = Object.values(shared).map(({ name }) => name)

const faultsOf = ({ name, role, token }: TokenOf, index: number): string[] =>
  [
    ...(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,79}$/u.test(name)
      ? []
      : ['needs a name of at most 80 letters, digits, spaces, dots, dashes, _ or @']),
    ...(nobodys.includes(name) ? [`needs a name of its own, and not ${nobodys.join(' or ')}`] : []),
    ...(roles.includes(role) ? [] : [`needs a role: ${roles.join(', ')}`]),
    ...(token.length >= shortest ? [] : [`needs a token of at least ${shortest} characters`]),
  ].map((what) => `entry ${index + 1} (name:role:token) ${what}`)

const sharedBy = (people: readonly TokenOf[]): string[] =>
  (['name', 'token'] as const)
    .filter((part) => new Set(people.map((person) => person[part])).size < people.length)
    .map((part) => `needs another ${part} for each entry`)

/**
 * Knows people by their tokens, and whoever has the token of readers as a viewer.
 *
 * @throws ConfigurationRefused where somebody's own token is everybody's
 */
export const peopleOf = (people: readonly TokenOf[], readersToken: string): People =>
  knowing(people, 'API_TOKEN', readersToken)

/**
 * Knows people by their tokens, and whoever has the token of operators, if there is one, as an operator without a name.
 *
 * @throws ConfigurationRefused where somebody's own token is that of operators
 */
export const operatorsOf = (people: readonly TokenOf[], operatorsToken: string | undefined): People =>
  knowing(people, 'OPERATOR_TOKEN', operatorsToken)

/** It takes as long for every token. */
const knowing = (people: readonly TokenOf[], variable: keyof typeof shared, token: string | undefined): People => {
  if (people.some((person) => person.token === token))
    throw new ConfigurationRefused('The environment', [
      `API_TOKENS: must not have ${variable} as the token of somebody`,
    ])
  const all: readonly TokenOf[] = token === undefined ? people : [...people, { ...shared[variable], token }]
  const known = all.map(({ name, role, token: own }) => ({ person: { name, role }, expected: digest(`Bearer ${own}`) }))
  return (authorization = '') => {
    const shown = digest(authorization)
    return known.filter(({ expected }) => timingSafeEqual(expected, shown)).at(0)?.person
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
