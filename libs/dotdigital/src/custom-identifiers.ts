import { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './call.js'

/**
 * Names under which contacts of the account may carry ids of other systems; a public preview
 * (developer.dotdigital.com/reference/custom-identifiers).
 */
export interface CustomIdentifiers {
  list(): Promise<readonly string[]>
  /**
   * @param name 1 to 50 of `A-Za-z0-9_-`
   * @throws AlreadyExists when there is one of that name
   */
  create(name: string): Promise<void>
}

export const WireCustomIdentifier = z.looseObject({ name: z.string() })

const path = '/configuration/v3/customIdentifiers'

export const customIdentifiers = (ask: Ask): CustomIdentifiers => ({
  list: async () => {
    const found = await ask({ method: 'GET', path, tier: 'high', read: json(z.array(WireCustomIdentifier)) })
    return found.map(({ name }) => name)
  },
  create: async (name) => {
    await ask({ method: 'POST', path, tier: 'medium', body: { name }, read: json(WireCustomIdentifier) })
  },
})
