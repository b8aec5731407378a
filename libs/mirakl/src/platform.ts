import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Get } from './http.js'

export interface Platform {
  /** IANA name, like `Europe/Paris`: business rules of the marketplace run on it, while the API speaks UTC. */
  readonly timezone: string
}

const Configuration = z.object({ timezone: z.string().refine(isTimezone) })

/** PC01. */
export const readPlatform = async (get: Get): Promise<Platform> => {
  const { body } = await get('PC01', '/api/platform/configuration')
  const configuration = Configuration.safeParse(body)
  if (!configuration.success) throw new MiraklUnavailable('PC01: the answer names no known time zone')
  return configuration.data
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
