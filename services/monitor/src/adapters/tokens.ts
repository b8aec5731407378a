import { createHash, timingSafeEqual } from 'node:crypto'
import { ConfigurationRefused } from '@concord/runtime'
import { z } from 'zod'
import { type Person, type Role, roles } from '../people.js'

export interface TokenOf extends Person {
  readonly token: string
}

/** Who shows this `Authorization` header, or undefined where nobody does. */
export type People = (authorization: string | undefined) => Person | undefined

const shortest = 16

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

const faultsOf = ({ name, role, token }: TokenOf, index: number): string[] =>
  [
    ...(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,79}$/u.test(name)
      ? []
      : ['needs a name of at most 80 letters, digits, spaces, dots, dashes, _ or @']),
    ...(roles.includes(role) ? [] : [`needs a role: ${roles.join(', ')}`]),
    ...(token.length >= shortest ? [] : [`needs a token of at least ${shortest} characters`]),
  ].map((what) => `entry ${index + 1} (name:role:token) ${what}`)

const sharedBy = (people: readonly TokenOf[]): string[] =>
  (['name', 'token'] as const)
    .filter((part) => new Set(people.map((person) => person[part])).size < people.length)
    .map((part) => `needs another ${part} for each entry`)

/**
 * Knows people by their tokens, and whoever has the token of readers as a viewer; takes as long for every token.
 *
 * @throws ConfigurationRefused where somebody's own token is everybody's
 */
export const peopleOf = (people: readonly TokenOf[], readersToken: string): People => {
  if (people.some(({ token }) => token === readersToken)) {
    throw new ConfigurationRefused('The environment', ['API_TOKENS: must not have API_TOKEN as the token of somebody'])
  }
  const known = [...people, { name: 'reader', role: 'viewer', token: readersToken } as const].map(
    ({ token, ...person }) => ({ person, expected: digest(`Bearer ${token}`) }),
  )
  return (authorization = '') => {
    const shown = digest(authorization)
    return known.filter(({ expected }) => timingSafeEqual(expected, shown)).at(0)?.person
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
