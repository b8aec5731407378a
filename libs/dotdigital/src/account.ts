import type { Instant } from '@concord/domain'
import { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './call.js'
import { connect, type Connection, type ConnectionOptions } from './connection.js'
import { PlatformUnavailable } from './errors.js'
import { toInstant } from './wire.js'

export interface AccountInfo {
  readonly id: number
  /** Every value is text, whatever type Dotdigital gives it, like `ApiEndpoint` or `TimeZoneIana`. */
  readonly properties: Readonly<Record<string, string>>
}

export interface Account {
  info(): Promise<AccountInfo>
  /** Dotdigital's clock. */
  serverTime(): Promise<Instant | undefined>
}

export const WireAccountInfo = z
  .looseObject({
    id: z.number(),
    properties: z.array(z.looseObject({ name: z.string(), value: z.string().nullish() })),
  })
  .transform(({ id, properties }): AccountInfo => ({
    id,
    properties: Object.fromEntries(properties.map(({ name, value }) => [name, value ?? ''])),
  }))

export const account = (ask: Ask): Account => ({
  info: () => ask({ method: 'GET', path: '/v2/account-info', tier: 'high', read: json(WireAccountInfo) }),
  serverTime: () =>
    ask({
      method: 'GET',
      path: '/v2/server-time',
      tier: 'high',
      read: (body) => toInstant(body.replaceAll('"', '').trim()),
    }),
})

/**
 * The connection to the account's own region, found at the first call: `account-info` answers in region 1 for accounts
 * of any region (developer.dotdigital.com/docs/api-end-points). A failure to find it is not remembered.
 */
export const discovered = (anyRegion: string, options: ConnectionOptions): Connection => {
  let home: Promise<Connection> | undefined
  const find = () => {
    home ??= findHome(anyRegion, options).catch((failure: unknown) => {
      home = undefined
      throw failure
    })
    return home
  }
  return {
    ask: async (call) => (await find()).ask(call),
    close: async () => (await home?.catch(() => undefined))?.close(),
  }
}

const findHome = async (anyRegion: string, options: ConnectionOptions): Promise<Connection> => {
  const asking = connect(anyRegion, options)
  try {
    const endpoint = (await account(asking.ask).info()).properties['ApiEndpoint']
    if (endpoint === undefined || !URL.canParse(endpoint))
      throw new PlatformUnavailable('GET /v2/account-info names no ApiEndpoint')
    return connect(endpoint, options)
  } finally {
    await asking.close()
  }
}
